package io.jenkins.plugins.seldon.packaging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A POM as it stands: of its parents nothing, and of properties those that it declares itself. */
final class Pom {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)}");

    private final Document document;

    private Pom(Document document) {
        this.document = document;
    }

    /** One dependency; {@code version} is empty where something else manages it. */
    record Dependency(String groupId, String artifactId, String version, String scope) {}

    static Pom read(String file) {
        try {
            return new Pom(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Path.of(file).toFile()));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }

    List<Dependency> dependencies() {
        return elements("/project/dependencies/dependency").stream()
                .map(dependency -> new Dependency(
                        child(dependency, "groupId"),
                        child(dependency, "artifactId"),
                        child(dependency, "version"),
                        child(dependency, "scope").isEmpty() ? "compile" : child(dependency, "scope")))
                .toList();
    }

    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (Element property : elements("/project/properties/*")) {
            properties.put(property.getTagName(), resolved(property.getTextContent()));
        }
        return properties;
    }

    /** The text of each element that the path leads to, properties put in. */
    List<String> texts(String path) {
        return elements(path).stream()
                .map(Element::getTextContent)
                .map(this::resolved)
                .toList();
    }

    private String child(Element parent, String name) {
        NodeList children = parent.getElementsByTagName(name);
        return children.getLength() == 0 ? "" : resolved(children.item(0).getTextContent());
    }

    private String resolved(String text) {
        return REFERENCE.matcher(text).replaceAll(reference -> Matcher.quoteReplacement(value(reference)));
    }

    private String value(MatchResult reference) {
        List<Element> declared = elements("/project/properties/" + reference.group(1));
        return declared.isEmpty() ? reference.group() : resolved(declared.get(0).getTextContent());
    }

    private List<Element> elements(String path) {
        try {
            NodeList nodes =
                    (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
            List<Element> elements = new ArrayList<>();
            IntStream.range(0, nodes.getLength()).forEach(i -> elements.add((Element) nodes.item(i)));
            return elements;
        } catch (XPathExpressionException e) {
            throw new AssertionError("cannot look for " + path, e);
        }
    }
}
