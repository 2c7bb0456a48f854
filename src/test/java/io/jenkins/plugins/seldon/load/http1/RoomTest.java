package io.jenkins.plugins.seldon.load.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class RoomTest {

    private final Room room = new Room();

    @Test
    void anAnnouncementIsTrustedAsFarAsABodyWentBefore() {
        assertThat(room.forNext(1_000_000_000_000L)).isEqualTo(64 * 1024);
        assertThat(room.forNext(500)).isEqualTo(500);
        room.took(900_000);
        room.took(10);
        assertThat(room.forNext(1_000_000_000_000L)).isEqualTo(900_000);
        assertThat(room.forNext(899_000)).isEqualTo(899_000);
    }

    @Test
    void whatIsNotAnnouncedIsExpectedToBeAsLongAsTheLast() {
        assertThat(room.forNext(0)).isEqualTo(8 * 1024);
        room.took(800_000);
        assertThat(room.forNext(0)).isEqualTo(900_000);
        room.took(10);
        assertThat(room.forNext(0)).isEqualTo(8 * 1024);
        room.took(Integer.MAX_VALUE - 8);
        assertThat(room.forNext(0)).isPositive();
    }

    /** Otherwise the time in which it grows, three times its length, would be in the model's latency. */
    @Test
    void aLargeBodyThatComesAgainIsReadToWhereItStays() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (RawServer server = RawServer.answering(RawServer.ok("x".repeat(900_000)));
                HttpSender sender = Posting.sender(server.url())) {
            Request request = Posting.request(sender);
            sender.send(request, Posting.PAYLOAD, 1_000_000);
            long before = threads.getCurrentThreadAllocatedBytes();
            Reply reply = sender.send(request, Posting.PAYLOAD, 1_000_000);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isBetween(900_000L, 1_000_000L);
            assertThat(reply.body()).hasSize(900_000).containsOnly('x');
        }
    }

    @Test
    void aFullBodyGrows() {
        assertThat(Room.grown(0)).isEqualTo(8 * 1024);
        assertThat(Room.grown(100_000)).isEqualTo(200_000);
        assertThat(Room.grown(2_000_000_000)).isEqualTo(Integer.MAX_VALUE - 8);
    }
}
