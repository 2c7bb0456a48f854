package io.jenkins.plugins.seldon.steps;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kohsuke.stapler.DataBoundSetter;

/** Every step with every option set, each text to the option's own name where it takes any. */
final class Samples {

    private static final Map<String, Object> SPECIAL = Map.ofEntries(
            Map.entry("repair", "never"),
            Map.entry("stack", "kube-prometheus-stack"),
            Map.entry("preflight", "warn"),
            Map.entry("onInconclusive", "unstable"),
            Map.entry("protocol", "tensorflow"),
            Map.entry("transport", "grpc"),
            Map.entry("answer", "/score"),
            Map.entry("onFailure", "rollback"),
            Map.entry("server", "kserve"),
            Map.entry("metric", metric()),
            Map.entry("secretValues", List.of(new SecretValue("smtp.password", "smtp"))),
            Map.entry("headers", List.of(new RequestHeader("X-Tenant", "models"))),
            Map.entry("prometheusHeaders", List.of(new RequestHeader("X-Scope-OrgID", "models"))),
            Map.entry("maxLatency", List.of(new LatencyLimit(0.99, 250.0))),
            Map.entry("conditions", List.of(new PromqlCondition("up"))));

    private Samples() {}

    private static OwnMetric metric() {
        OwnMetric metric = new OwnMetric("http_requests_total");
        metric.setSuccess("code=~\"2..\"");
        metric.setMatchers("handler=\"predict\"");
        metric.setPort("9000");
        metric.setPath("/stats");
        return metric;
    }

    /** By the name of the step's function; lists are of the kind that a Jenkinsfile or a caller may give. */
    static Map<String, ClusterStep> full() {
        Map<String, ClusterStep> steps = empty();
        steps.values().forEach(Samples::fill);
        return steps;
    }

    /** The same with nothing set. */
    static Map<String, ClusterStep> empty() {
        Map<String, ClusterStep> steps = new LinkedHashMap<>();
        steps.put("installSeldonAnalytics", new InstallSeldonAnalyticsStep());
        steps.put("uninstallSeldonAnalytics", new UninstallSeldonAnalyticsStep());
        steps.put("waitForSeldonPods", new WaitForSeldonPodsStep());
        steps.put("assertPredictionMetrics", new AssertPredictionMetricsStep("sklearn"));
        return steps;
    }

    private static void fill(ClusterStep step) {
        setters(step).forEach(setter -> {
            String option = option(setter);
            try {
                boolean isChoice = option.equals("dashboard") && step instanceof InstallSeldonAnalyticsStep;
                setter.invoke(step, isChoice ? "fixed" : value(option, setter.getParameterTypes()[0]));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new AssertionError(setter.toString(), e);
            }
        });
    }

    static Stream<Method> setters(ClusterStep step) {
        return Stream.of(step.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class));
    }

    static String option(Method setter) {
        return Character.toLowerCase(setter.getName().charAt(3))
                + setter.getName().substring(4);
    }

    private static Object value(String option, Class<?> type) {
        if (SPECIAL.containsKey(option)) {
            return SPECIAL.get(option);
        }
        if (type == String.class) {
            return option;
        }
        if (type == boolean.class) {
            return true;
        }
        return type == Double.class || type == double.class ? (Object) 7.5 : (Object) 7;
    }
}
