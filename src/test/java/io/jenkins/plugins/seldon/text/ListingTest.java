package io.jenkins.plugins.seldon.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Several names, as people list them. */
class ListingTest {

    @Test
    void theLastNameStandsBehindAWordNotAComma() {
        assertThat(Listing.and(List.of("a", "b", "c"))).isEqualTo("a, b and c");
        assertThat(Listing.or(List.of("a", "b", "c"))).isEqualTo("a, b or c");
    }

    @Test
    void twoNamesNeedNoComma() {
        assertThat(Listing.and(List.of("a", "b"))).isEqualTo("a and b");
        assertThat(Listing.or(List.of("a", "b"))).isEqualTo("a or b");
    }

    @Test
    void oneNameStandsAlone() {
        assertThat(Listing.and(List.of("a"))).isEqualTo("a");
        assertThat(Listing.or(List.of())).isEmpty();
    }
}
