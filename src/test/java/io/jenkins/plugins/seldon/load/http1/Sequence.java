package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sends some bodies one after the other and remembers what became of them. */
class Sequence implements Caller {

    private final HttpSender sender;
    private final List<byte[]> bodies;
    final List<Object> results = Collections.synchronizedList(new ArrayList<>());
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private int next;

    Sequence(HttpSender sender, List<String> bodies) {
        this.sender = sender;
        this.bodies = bodies.stream()
                .map(body -> body.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    @Override
    public byte[] next() {
        return next < bodies.size() ? bodies.get(next++) : null;
    }

    @Override
    public Request request() throws IOException {
        return sender.request("POST", Map.of());
    }

    @Override
    public void answered(Reply reply) {
        // The first connects, which is not for the loop to do.
        if (!results.isEmpty()) {
            threads.add(Thread.currentThread());
        }
        results.add(new String(reply.body(), StandardCharsets.ISO_8859_1));
    }

    @Override
    public void failed(IOException cause) {
        results.add(cause);
    }
}
