package io.jenkins.plugins.seldon.load.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoomTest {

    private final Room room = new Room();
    private final Rooms rooms = new Rooms();

    private static final int MOST = Integer.MAX_VALUE;

    @Test
    void anAnnouncementIsTrustedAsFarAsABodyWentBefore() {
        assertThat(room.take(1_000_000_000_000L, MOST)).hasSize(64 * 1024);
        assertThat(room.take(500, MOST)).hasSize(500);
        room.took(900_000);
        room.took(10);
        assertThat(room.take(1_000_000_000_000L, MOST)).hasSize(900_000);
        assertThat(room.take(899_000, MOST)).hasSize(899_000);
    }

    @Test
    void whatIsNotAnnouncedIsExpectedToBeAsLongAsTheLast() {
        assertThat(room.take(0, MOST)).hasSize(8 * 1024);
        room.took(800_000);
        assertThat(room.take(0, MOST)).hasSize(900_000);
        room.took(10);
        assertThat(room.take(0, MOST)).hasSize(8 * 1024);
        room.took(Integer.MAX_VALUE - 8);
        assertThat(room.take(0, 1000)).hasSize(1000);
    }

    @Test
    void whatIsReadyIsTakenWhereItFits() {
        room.take(800_000, MOST);
        room.took(800_000);
        room.prepare(rooms);
        assertThat(room.take(700_000, MOST)).hasSize(800_000);
        assertThat(room.take(700_000, MOST)).as("it is taken once").hasSize(700_000);
        room.prepare(rooms);
        assertThat(room.take(800_000, 1000)).as("no more than is asked for").hasSize(1000);
        room.prepare(rooms);
        room.rest();
        assertThat(room.take(700_000, MOST)).as("none is held at rest").hasSize(700_000);
    }

    /** Otherwise to clear it would be in the model's latency, which is as long as reading into it. */
    @Test
    void memoryForALargeBodyIsTakenBeforeTheServerAnswers() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long caller = Thread.currentThread().getId();
        AtomicLong before = new AtomicLong();
        String answer = RawServer.ok("x".repeat(900_000));
        RawServer.Script script = peer -> {
            for (int i = 0; peer.request() != null; i++) {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (i > 0 && threads.getThreadAllocatedBytes(caller) - before.get() < 900_000) {
                    if (System.nanoTime() - end > 0) {
                        throw new IOException("no memory was taken");
                    }
                    Thread.yield();
                }
                peer.send(answer);
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = Posting.sender(server.url())) {
            Request request = Posting.request(sender);
            sender.send(request, Posting.PAYLOAD, 1_000_000);
            before.set(threads.getThreadAllocatedBytes(caller));
            assertThat(sender.send(request, Posting.PAYLOAD, 1_000_000).body()).hasSize(900_000);
        }
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
    void largeBodiesAreReadIntoMemoryThatIsGivenBack() throws Exception {
        try (RawServer server = RawServer.answering(RawServer.ok("x".repeat(900_000)));
                HttpSender sender = Posting.sender(server.url())) {
            Request request = Posting.request(sender);
            Reply first = sender.send(request, Posting.PAYLOAD, 1_000_000);
            sender.reuse(first);
            Reply second = sender.send(request, Posting.PAYLOAD, 1_000_000);
            assertThat(second.room()).isSameAs(first.room());
            assertThat(sender.send(request, Posting.PAYLOAD, 1_000_000).room())
                    .as("the second is still looked at")
                    .isNotSameAs(second.room());
        }
    }

    @Test
    void fourLargeOnesAreKept() {
        rooms.give(new byte[Rooms.LARGE - 1]);
        List<byte[]> given =
                Stream.generate(() -> new byte[Rooms.LARGE]).limit(6).toList();
        given.forEach(rooms::give);
        List<byte[]> taken =
                Stream.generate(() -> rooms.take(Rooms.LARGE)).limit(6).toList();
        assertThat(taken)
                .filteredOn(room -> given.stream().anyMatch(one -> one == room))
                .hasSize(4);
        rooms.give(new byte[Rooms.LARGE]);
        assertThat(rooms.take(Rooms.LARGE + 1)).hasSize(Rooms.LARGE + 1);
    }

    @Test
    void aFullBodyGrows() {
        assertThat(Room.grown(0)).isEqualTo(8 * 1024);
        assertThat(Room.grown(100_000)).isEqualTo(200_000);
        assertThat(Room.grown(2_000_000_000)).isEqualTo(Integer.MAX_VALUE - 8);
    }
}
