package io.jenkins.plugins.seldon.prometheus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How often targets are scraped, told by the samples themselves. Pure. */
public final class ScrapeInterval {

    /** Fewer gaps tell little: one lost scrape would double the interval. */
    private static final int GAPS = 2;

    private ScrapeInterval() {}

    /**
     * The median gap between a series' samples, the longest of all series; a tenth of a second is as fine as it gets,
     * since scrapes jitter. Empty where no series has samples enough.
     *
     * @param raw raw samples, as a range selector gives them
     */
    public static Optional<Duration> between(List<Series> raw) {
        return raw.stream()
                .map(ScrapeInterval::gaps)
                .filter(gaps -> gaps.size() >= GAPS)
                .map(gaps -> gaps.get(gaps.size() / 2))
                .max(Long::compare)
                .map(millis -> Duration.ofMillis(Math.max(100, Math.round(millis / 100.0) * 100)));
    }

    private static List<Long> gaps(Series series) {
        List<Sample> samples = series.samples();
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            gaps.add(samples.get(i).atMillis() - samples.get(i - 1).atMillis());
        }
        return gaps.stream().filter(gap -> gap > 0).sorted().toList();
    }
}
