package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quantiles of classic histograms in a query. Of one beyond the last bound Prometheus gives that bound, whatever it is
 * (promql/quantile.go, {@code bucketQuantile}), as VictoriaMetrics does: with a client's usual buckets, which end at 10 s,
 * models that take a minute would keep a limit of 20 s.
 */
final class Quantiles {

    private static final Pattern CALL = Pattern.compile("\\bhistogram_quantile\\s*+\\(");

    /** What arguments end at, or begin and end within; texts as a whole. */
    private static final Pattern SIGN =
            Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"?+|'(?:[^'\\\\]++|\\\\.)*+'?+|`[^`]*+`?+|[()\\[\\]{},]");

    private Quantiles() {}

    /** Whether a condition that holds does so, too, were each quantile beyond the last bound far beyond it. */
    static boolean areKnown(String promql, Evaluation evaluation) throws PrometheusException {
        String open = open(promql);
        if (open.equals(promql)) {
            return true;
        }
        try {
            return evaluation.of(open).verdict() == Verdict.PASS;
        } catch (PrometheusException e) {
            if (e.isTransient()) {
                throw e;
            }
            // As of a query that is too long by now for what is between.
            return true;
        }
    }

    /** With one more bound in each histogram, beyond the last. */
    private static String open(String promql) {
        StringBuilder open = new StringBuilder();
        Matcher call = CALL.matcher(promql);
        int written = 0;
        while (call.find()) {
            List<Integer> ends = ends(promql, call.end());
            if (ends.size() == 2 && call.start() >= written) {
                String buckets = promql.substring(ends.get(0) + 1, ends.get(1));
                open.append(promql, written, ends.get(0) + 1)
                        .append("(" + buckets + ") or label_replace(" + buckets
                                + ", \"le\", \"1e300\", \"le\", \"[+]?Inf\")");
                written = ends.get(1);
            }
        }
        return open.append(promql.substring(written)).toString();
    }

    /** Where the arguments behind a parenthesis end; none where nothing closes it. */
    private static List<Integer> ends(String promql, int from) {
        List<Integer> ends = new ArrayList<>();
        Matcher sign = SIGN.matcher(promql).region(from, promql.length());
        int depth = 0;
        while (sign.find()) {
            char c = sign.group().charAt(0);
            if (depth == 0 && (c == ',' || c == ')')) {
                ends.add(sign.start());
            }
            if (depth == 0 && c == ')') {
                return ends;
            }
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
        }
        return List.of();
    }
}
