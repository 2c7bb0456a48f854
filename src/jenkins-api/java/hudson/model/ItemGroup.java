package hudson.model;

import java.io.File;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jenkins.model.FullyNamed;
import jenkins.model.FullyNamedModelObject;
import org.springframework.security.access.AccessDeniedException;

public interface ItemGroup<T extends Item> extends FullyNamed, FullyNamedModelObject, PersistenceRoot {

    Collection<T> getItems();

    default Collection<T> getItems(Predicate<T> predicate) {
        throw new UnsupportedOperationException("signature only");
    }

    default Stream<T> getItemsStream() {
        throw new UnsupportedOperationException("signature only");
    }

    default Stream<T> getItemsStream(Predicate<T> predicate) {
        throw new UnsupportedOperationException("signature only");
    }

    String getUrl();

    String getUrlChildPrefix();

    T getItem(String text) throws AccessDeniedException;

    File getRootDirFor(T value);

    default void onRenamed(T value, String text, String text2) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    void onDeleted(T value) throws IOException;

    default <T extends Item> List<T> getAllItems(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    default <T extends Item> List<T> getAllItems(Class<T> type, Predicate<T> predicate) {
        throw new UnsupportedOperationException("signature only");
    }

    default <T extends Item> Iterable<T> allItems(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    default <T extends Item> Iterable<T> allItems(Class<T> type, Predicate<T> predicate) {
        throw new UnsupportedOperationException("signature only");
    }

    default List<Item> getAllItems() {
        throw new UnsupportedOperationException("signature only");
    }

    default Iterable<Item> allItems() {
        throw new UnsupportedOperationException("signature only");
    }

    default String getItemName(File file, T value) {
        throw new UnsupportedOperationException("signature only");
    }
}
