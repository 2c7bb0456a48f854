package io.jenkins.plugins.seldon.seldon;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What Seldon Core's operator calls the Deployments and Services that it makes: a name that says what it is of, and where
 * that is longer than a label may be, a hash of it.
 *
 * <p>Source: seldon-core 1.2.2 to 1.18.2, operator/apis/machinelearning.seldon.io/v1/seldondeployment_types.go ({@code
 * GetDeploymentName}, {@code GetServiceOrchestratorName}, {@code GetExplainerDeploymentName}, {@code GetPredictorKey}).
 */
final class SeldonNames {

    private static final int LONGEST = 63;

    private SeldonNames() {}

    /**
     * Of a component: its containers' names, or its own where it has one. Two where it is hashed: the operator's variable
     * {@code DEPLOYMENT_NAME_AS_PREFIX} decides, and nobody else can see it.
     */
    static Set<String> component(String deployment, String predictor, int index, String rest) {
        String name = deployment + "-" + predictor + "-" + index + "-" + rest;
        Set<String> names = new LinkedHashSet<>();
        names.add(limited(name));
        if (name.length() > LONGEST) {
            String prefixed = deployment + "-" + md5(name);
            if (prefixed.length() <= LONGEST) {
                names.add(prefixed);
            }
        }
        return names;
    }

    /** Of an executor in pods of its own. */
    static Set<String> engine(String deployment, String predictor) {
        return Set.of(limited(deployment + "-" + predictor + "-svc-orch"));
    }

    static Set<String> explainer(String deployment, String predictor) {
        return Set.of(limited(deployment + "-" + predictor + "-explainer"));
    }

    /** Of a predictor's Service. */
    static String service(String deployment, String predictor) {
        return limited(deployment + "-" + predictor);
    }

    private static String limited(String name) {
        return name.length() > LONGEST ? "seldon-" + md5(name) : name;
    }

    private static String md5(String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
