package io.jenkins.plugins.seldon.steps;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** What a build keeps of an execution over a restart of the controller. */
final class StoredExecution {

    private final byte[] bytes;

    private StoredExecution(byte[] bytes) {
        this.bytes = bytes;
    }

    static StoredExecution of(StepExecution execution) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(execution);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new StoredExecution(bytes.toByteArray());
    }

    /** The execution as another session of the controller reads it, with the context that it has there. */
    StepExecution restored(FakeStepContext there) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes)) {
            {
                enableResolveObject(true);
            }

            @Override
            protected Object resolveObject(Object read) {
                return read instanceof FakeStepContext ? there : read;
            }
        }) {
            return (StepExecution) in.readObject();
        }
    }
}
