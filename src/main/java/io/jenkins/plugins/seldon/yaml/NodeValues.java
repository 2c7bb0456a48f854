package io.jenkins.plugins.seldon.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Makes values of the nodes of one document. An alias is the node that it stands for, so nodes are met again and again:
 * what all of them cost together is bounded, and so is the depth. Used once, by one thread.
 */
final class NodeValues {

    private static final int COST_OF_A_NODE = 8;
    private static final int DUPLICATES_KEPT = 10;

    private final int depth;
    private final List<YamlDocument.Duplicate> duplicates = new ArrayList<>();
    private long budget;

    /**
     * @param depth how deep the values may be nested
     * @param budget what they may cost: their characters, and {@value #COST_OF_A_NODE} for each
     */
    NodeValues(int depth, long budget) {
        this.depth = depth;
        this.budget = budget;
    }

    /** Where a value is; made a text only where one is told, or long keys would be copied for each value below them. */
    private record Place(Place above, String step) {

        private static final int LONGEST = 200;

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (Place at = this; at != null && text.length() <= LONGEST; at = at.above) {
                text.insert(0, at.step.length() <= LONGEST ? at.step : at.step.substring(0, LONGEST) + "…");
            }
            return text.length() <= LONGEST ? text.toString() : "…" + text.substring(text.length() - LONGEST);
        }
    }

    /** The value of the document's root. */
    Object of(Node root) throws InvalidYamlException {
        return value(root, null, 0);
    }

    /** What is left of the budget. */
    long left() {
        return budget;
    }

    List<YamlDocument.Duplicate> duplicates() {
        return duplicates;
    }

    private Object value(Node node, Place path, int level) throws InvalidYamlException {
        if (level > depth) {
            throw new InvalidYamlException("is nested deeper than " + depth + " levels");
        }
        pay(COST_OF_A_NODE);
        if (node instanceof ScalarNode scalar) {
            pay(scalar.getValue().length());
            return ScalarValue.of(scalar);
        }
        if (!isPlain((CollectionNode<?>) node) && !ScalarValue.isLocal(node.getTag())) {
            throw new InvalidYamlException("has a tag that is not known" + ScalarValue.inLine(node));
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                list.add(value(item, new Place(path, "[" + list.size() + "]"), level + 1));
            }
            return list;
        }
        return mapping((MappingNode) node, path, level);
    }

    /** One entry after the other: a later one replaces what an earlier one says, and so does what {@code <<} takes over. */
    private Map<String, Object> mapping(MappingNode node, Place path, int level) throws InvalidYamlException {
        Map<String, Object> map = new LinkedHashMap<>();
        Set<String> own = new HashSet<>();
        for (NodeTuple entry : node.getValue()) {
            if (Tag.MERGE.equals(entry.getKeyNode().getTag())) {
                merge(entry.getValueNode(), map, path, level);
                continue;
            }
            String key = key(entry.getKeyNode());
            Place inner = new Place(path, path == null ? key : "." + key);
            if (!own.add(key) && duplicates.size() < DUPLICATES_KEPT) {
                int line = entry.getKeyNode().getStartMark().getLine() + 1;
                duplicates.add(new YamlDocument.Duplicate(inner.toString(), line));
            }
            map.put(key, value(entry.getValueNode(), inner, level + 1));
        }
        return map;
    }

    /** What {@code <<} takes over: of several mappings the first that has a key (gopkg.in/yaml.v2, decode.go, merge). */
    private void merge(Node from, Map<String, Object> into, Place path, int level) throws InvalidYamlException {
        Object value = value(from, path, level + 1);
        List<?> items = value instanceof List<?> list ? list : Collections.singletonList(value);
        for (int i = items.size() - 1; i >= 0; i--) {
            if (!(items.get(i) instanceof Map<?, ?> map)) {
                throw new InvalidYamlException("merges something that is not a mapping" + ScalarValue.inLine(from));
            }
            map.forEach((key, inner) -> into.put((String) key, inner));
        }
    }

    private String key(Node node) throws InvalidYamlException {
        if (!(node instanceof ScalarNode scalar)) {
            throw new InvalidYamlException("has a key that is not text" + ScalarValue.inLine(node));
        }
        pay(COST_OF_A_NODE + scalar.getValue().length());
        return ScalarValue.key(scalar);
    }

    private void pay(int cost) throws InvalidYamlException {
        budget -= cost;
        if (budget < 0) {
            throw new InvalidYamlException("grows too large when its aliases are followed");
        }
    }

    private static boolean isPlain(CollectionNode<?> node) {
        Tag tag = node.getTag();
        return node instanceof SequenceNode ? tag.equals(Tag.SEQ) : tag.equals(Tag.MAP) || tag.equals(Tag.SET);
    }
}
