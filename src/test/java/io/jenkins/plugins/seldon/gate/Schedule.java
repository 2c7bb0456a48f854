package io.jenkins.plugins.seldon.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random world around one gate on a simulated clock, in milliseconds since the gate began: what is deployed, how it is
 * scraped, what others send and what goes wrong. A seed names it.
 */
final class Schedule {

    /** The longest that a simulated gate takes. */
    static final long HORIZON = 400_000;

    /** What happens to counts. */
    enum Loss {
        NONE,
        /** Executors miss a part of all predictions. */
        SPREAD,
        /** One pod of the burst's counts nothing. */
        POD,
        /** Prometheus does not scrape one pod. */
        SCRAPE,
        /** The burst goes to another deployment. */
        ALL,
        /** Executors miss everything for a while. */
        WHILE
    }

    /** One pod. Its counter is the times at which it counted, and when it began anew. */
    static final class Pod {
        final String name;
        final String predictor;
        final boolean shadow;
        private final Times others = new Times();
        private final Times own = new Times();
        long restartAt = Long.MAX_VALUE;
        boolean countsNothing;
        boolean unscraped;
        long phase;

        Pod(String name, String predictor, boolean shadow) {
            this.name = name;
            this.predictor = predictor;
            this.shadow = shadow;
        }

        /** What its page shows. */
        double value(long at) {
            double all = others.until(at) + own.until(at);
            return at >= restartAt ? all - others.until(restartAt - 1) - own.until(restartAt - 1) : all;
        }

        void countOwn(long at) {
            own.add(at);
        }

        long own() {
            return own.size;
        }
    }

    /** Moments in their order. */
    private static final class Times {
        private long[] times = new long[64];
        private int size;

        void add(long at) {
            if (size == times.length) {
                times = Arrays.copyOf(times, 2 * size);
            }
            times[size++] = at;
        }

        int until(long at) {
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) / 2;
                if (times[middle] <= at) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        void sort() {
            Arrays.sort(times, 0, size);
        }
    }

    final Random random;
    final long seed;
    final long interval;
    final List<Pod> pods = new ArrayList<>();
    private final Map<String, List<Pod>> byPredictor = new HashMap<>();
    final double canaryShare;
    final boolean hasShadow;
    final boolean readable;
    final boolean listed;
    final boolean named;
    final boolean scrapedTwice;
    final boolean foreign;
    final double jitter;
    final double missed;
    final double retried;
    final Loss loss;
    final double lossRatio;
    final long lossFrom;
    final long lossTo;
    final String traffic;
    final double othersRate;
    final double minCountedRatio;
    final long requests;
    boolean restarts;

    Schedule(long seed) {
        this.seed = seed;
        random = new Random(seed * 7919 + 17);
        interval = new long[] {1000, 5000, 15_000, 15_000, 30_000}[random.nextInt(5)];
        canaryShare = chance(0.25) ? 0.1 + 0.4 * random.nextDouble() : 0;
        hasShadow = chance(0.25);
        readable = chance(0.7);
        listed = readable || chance(0.5);
        named = chance(0.8);
        scrapedTwice = chance(0.2);
        foreign = listed && named && chance(0.1);
        jitter = chance(0.5) ? 0.05 : 0;
        missed = chance(0.15) ? 0.1 : 0;
        retried = chance(0.1) ? 0.08 * random.nextDouble() : 0;
        minCountedRatio = new double[] {0.95, 0.95, 0.9, 0.98}[random.nextInt(4)];
        requests = chance(0.5) ? 0 : 100 + random.nextInt(400);
        deploy();
        Loss[] losses = Loss.values();
        loss = chance(0.45) ? Loss.NONE : losses[1 + random.nextInt(losses.length - 1)];
        lossRatio = chance(0.5) ? 0.02 + 0.15 * random.nextDouble() : random.nextDouble();
        lossFrom = (long) (random.nextDouble() * 60_000);
        lossTo = lossFrom + (long) (random.nextDouble() * 40_000);
        traffic = chance(0.4)
                ? "none"
                : new String[] {"steady", "starts", "stops", "batch", "batches"}[random.nextInt(5)];
        othersRate = Math.exp(random.nextDouble() * Math.log(100)) / 2;
        breakThings();
        others();
    }

    boolean chance(double part) {
        return random.nextDouble() < part;
    }

    private void deploy() {
        add("main", false, 1 + random.nextInt(3));
        if (canaryShare > 0) {
            add("canary", false, 1 + random.nextInt(2));
        }
        if (hasShadow) {
            add("mirror", true, 1 + random.nextInt(2));
        }
    }

    private void add(String predictor, boolean shadow, int replicas) {
        for (int i = 0; i < replicas; i++) {
            Pod pod = new Pod("iris-" + predictor + "-" + i, predictor, shadow);
            pod.phase = (long) (random.nextDouble() * interval);
            pods.add(pod);
        }
    }

    private void breakThings() {
        List<Pod> burst = pods.stream().filter(pod -> !pod.shadow).toList();
        Pod victim = burst.get(random.nextInt(burst.size()));
        victim.countsNothing = loss == Loss.POD;
        victim.unscraped = loss == Loss.SCRAPE;
        if (chance(0.1)) {
            victim.restartAt = 1000 + (long) (random.nextDouble() * 90_000);
            restarts = true;
        }
    }

    /** Others' predictions, of which executors miss none: a gate that counts them as its own is wrong. */
    private void others() {
        double rate = othersRate / 1000;
        long from = traffic.equals("starts") ? (long) (random.nextDouble() * 60_000) : -60_000;
        long to = traffic.equals("stops") ? (long) (random.nextDouble() * 60_000) : HORIZON;
        switch (traffic) {
            case "steady", "starts", "stops" -> stream(from, to, rate);
            case "batch" -> batch();
            case "batches" -> {
                for (int i = 0; i < 8; i++) {
                    batch();
                }
            }
            default -> {}
        }
        pods.forEach(pod -> pod.others.sort());
    }

    private void batch() {
        long from = (long) (random.nextDouble() * 80_000);
        long length = 50 + (long) (random.nextDouble() * 30_000);
        double number = 5 + random.nextInt(250);
        stream(from, from + length, number / length);
    }

    private void stream(long from, long to, double perMilli) {
        double at = from;
        while ((at += -Math.log(1 - random.nextDouble()) / perMilli) < to) {
            for (Pod pod : serve()) {
                pod.others.add((long) at);
            }
        }
    }

    /** The pods that one prediction reaches: one of a predictor, and a shadow's beside. */
    List<Pod> serve() {
        String predictor = canaryShare > 0 && random.nextDouble() < canaryShare ? "canary" : "main";
        List<Pod> reached = new ArrayList<>();
        reached.add(any(predictor));
        if (hasShadow) {
            reached.add(any("mirror"));
        }
        return reached;
    }

    private Pod any(String predictor) {
        List<Pod> of = byPredictor.computeIfAbsent(
                predictor,
                name -> pods.stream().filter(pod -> pod.predictor.equals(name)).toList());
        return of.get(random.nextInt(of.size()));
    }

    /** One prediction of the gate; false where no executor of the burst counted it. */
    boolean predict(long at) {
        List<Pod> reached = serve();
        boolean lost =
                switch (loss) {
                    case ALL -> true;
                    case SPREAD -> chance(lossRatio);
                    case WHILE -> at >= lossFrom && at < lossTo;
                    case POD -> reached.get(0).countsNothing;
                    case NONE, SCRAPE -> false;
                };
        if (!lost) {
            reached.get(0).countOwn(at);
            if (loss == Loss.NONE && chance(retried)) {
                any(reached.get(0).predictor).countOwn(at);
            }
        }
        reached.stream().skip(1).filter(pod -> loss != Loss.ALL).forEach(pod -> pod.countOwn(at));
        return !lost && !reached.get(0).unscraped;
    }

    /** Whether a healthy gate is to pass: nothing is lost, nothing breaks, others are steady or not there. */
    boolean isHealthy() {
        return loss == Loss.NONE
                && !restarts
                && missed == 0
                && retried == 0
                && !foreign
                && (traffic.equals("none") || (traffic.equals("steady") && readable && requests == 0));
    }

    @Override
    public String toString() {
        return "scrape " + interval + " ms, pods "
                + pods.stream().map(pod -> pod.name).toList() + ", canary " + canaryShare
                + (readable ? ", pages" : listed ? ", listed" : ", unknown") + (named ? ", named" : ", labels")
                + (scrapedTwice ? ", twice" : "") + (foreign ? ", foreign" : "") + ", loss " + loss + " " + lossRatio
                + " from " + lossFrom + " to " + lossTo + ", others " + traffic + " " + othersRate + "/s, retried "
                + retried
                + ", missed " + missed + (restarts ? ", restarts" : "") + ", at least " + minCountedRatio + " of "
                + requests;
    }
}
