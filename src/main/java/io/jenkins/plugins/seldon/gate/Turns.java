package io.jenkins.plugins.seldon.gate;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets gates of the same deployment measure one after another: two at the same time would be others' traffic to each
 * other. Within this controller only; another controller's gate shows as background traffic. Thread-safe.
 */
public final class Turns {

    private final Map<String, WeakReference<Turn>> held = new HashMap<>();

    /** Every gate's turn is free at once, as where there is only one. */
    public static final Turn FREE = new Turns().turn("", "");

    /**
     * A gate's turn, not taken yet.
     *
     * @param subject what gates must not measure at the same time
     * @param who what others are told that they wait for
     */
    public Turn turn(String subject, String who) {
        return new Turn(subject, who);
    }

    /** One gate's turn. It ends by {@link #giveBack}, or when nobody holds this object any more. */
    public final class Turn {

        private final String subject;
        private final String who;

        private Turn(String subject, String who) {
            this.subject = subject;
            this.who = who;
        }

        /** Takes the turn, or tells who has it; taking it again changes nothing. */
        Optional<String> take() {
            synchronized (held) {
                WeakReference<Turn> reference = held.get(subject);
                Turn holder = reference == null ? null : reference.get();
                if (holder != null && holder != this && !subject.isEmpty()) {
                    return Optional.of(holder.who);
                }
                held.put(subject, new WeakReference<>(this));
                return Optional.empty();
            }
        }

        /** Lets the next gate begin; without effect for one that has not taken it. */
        public void giveBack() {
            synchronized (held) {
                WeakReference<Turn> reference = held.get(subject);
                if (reference != null && reference.get() == this) {
                    held.remove(subject);
                }
            }
        }
    }
}
