package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.credentials.ClusterSettings;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.jvnet.localizer.LocaleProvider;

/** What a form says of URLs and credentials, which the run looks up in the same way. */
class ClusterFormTest {

    @Test
    void aUrlThatNoAdministratorHasListedIsRefusedAsTheRunRefusesIt() {
        assertThat(ClusterForm.listed("serverUrl", "https://a.example:6443", settings("https://a.example:6443")).kind)
                .isEqualTo(FormValidation.Kind.OK);
        FormValidation said = ClusterForm.listed("serverUrl", "https://b.example", settings("https://a.example:6443"));
        assertThat(said.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(said.getMessage()).contains("is not among the URLs that jobs may send the controller to");
    }

    /** A freestyle build expands both forms; what only begins as one, as in patterns and queries, is text. */
    @Test
    void ofAVariableOnlyABuildCanTell() {
        for (String variable : List.of("$MODEL", "${MODEL}", "a-$model", "https://${HOST}/")) {
            assertThat(ClusterForm.check(null, variable, text -> {
                                throw new InvalidOptionException("It is refused.");
                            })
                            .kind)
                    .as(variable)
                    .isEqualTo(FormValidation.Kind.OK);
            assertThat(ClusterForm.checkListedUrl("grafanaUrl", variable, () -> settings("https://a.example")).kind)
                    .as(variable)
                    .isEqualTo(FormValidation.Kind.OK);
        }
        assertThat(List.of("", "env=~\"prod$\"", "label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\")", "up[$__range]"))
                .noneMatch(ClusterForm::hasVariable);
    }

    @Test
    void aCredentialThatIsNotOfferedIsTold() {
        ListBoxModel list = new ListBoxModel();
        list.add("- none -", "");
        list.add("the cluster's", "cluster");
        assertThat(ClusterForm.offered(list, " cluster ").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(ClusterForm.offered(list, "clusters").getMessage()).startsWith("There is no credential ");
        assertThat(ClusterForm.offered(list, "${CLUSTER}").kind)
                .as("a credentials parameter, as Job DSL may write it")
                .isEqualTo(FormValidation.Kind.OK);
    }

    /** Such as a variable: a browser shows, and sends, the first of a list that has not got it. */
    @Test
    void whatIsConfiguredStaysInAListOfChoices() {
        ListBoxModel list = new ListBoxModel();
        list.add("rest", "");
        list.add("grpc");
        assertThat(ClusterForm.keeping(list, null)).hasSize(2);
        assertThat(ClusterForm.keeping(list, "")).hasSize(2);
        assertThat(ClusterForm.keeping(list, "grpc")).hasSize(2);
        assertThat(ClusterForm.keeping(list, "${TRANSPORT}"))
                .extracting(option -> option.value)
                .containsExactly("", "grpc", "${TRANSPORT}");
    }

    /** The credentials plugin has these words in English only. */
    @Test
    void anEmptyChoiceAndOneThatIsNotListedHaveNamesInTheLanguageOfTheForm() {
        assertThat(ClusterForm.currentOnly(null))
                .extracting(ListBoxModel.Option::toString)
                .containsExactly("- none -=");
        LocaleProvider before = LocaleProvider.getProvider();
        LocaleProvider.setProvider(new LocaleProvider() {
            @Override
            public Locale get() {
                return Locale.KOREA;
            }
        });
        try {
            assertThat(ClusterForm.currentOnly("").get(0).name).isEqualTo("- 없음 -");
            assertThat(ClusterForm.currentOnly("mine").get(0).name).isEqualTo("- 현재 값 -");
        } finally {
            LocaleProvider.setProvider(before);
        }
    }

    private static ClusterSettings settings(String allowed) {
        return new ClusterSettings() {
            @Override
            public List<Global> getClusters() {
                return List.of();
            }

            @Override
            public boolean isControllerServiceAccount() {
                return false;
            }

            @Override
            public String getAllowedUrls() {
                return allowed;
            }
        };
    }
}
