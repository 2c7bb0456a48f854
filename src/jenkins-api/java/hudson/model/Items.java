package hudson.model;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

@SuppressWarnings({"rawtypes", "unchecked"})
public class Items {

    public static String toNameList(Collection<? extends Item> collection) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T extends Item> List<T> fromNameList(String text, Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T extends Item> List<T> fromNameList(ItemGroup itemGroup, String text, Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public static String getCanonicalName(ItemGroup itemGroup, String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T extends Item> List<T> getAllItems(ItemGroup itemGroup, Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T extends Item> List<T> getAllItems(ItemGroup itemGroup, Class<T> type, Predicate<T> predicate) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T extends Item> Iterable<T> allItems(ItemGroup itemGroup, Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T extends Item> Iterable<T> allItems(ItemGroup itemGroup, Class<T> type, Predicate<T> predicate) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T extends Item> T findNearest(Class<T> type, String text, ItemGroup itemGroup) {
        throw new UnsupportedOperationException("signature only");
    }

    private Items() {}
}
