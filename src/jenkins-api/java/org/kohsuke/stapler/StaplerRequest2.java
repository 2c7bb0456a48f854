package org.kohsuke.stapler;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import net.sf.json.JSONObject;

@SuppressWarnings({"rawtypes", "unchecked"})
public interface StaplerRequest2 extends HttpServletRequest {

    String getRestOfPath();

    String getOriginalRestOfPath();

    ServletContext getServletContext();

    String getRequestURIWithQueryString();

    StringBuffer getRequestURLWithQueryString();

    RequestDispatcher getView(Object value, String text) throws IOException;

    RequestDispatcher getView(Class type, String text) throws IOException;

    String getRootPath();

    String getReferer();

    <T> T findAncestorObject(Class<T> type);

    boolean hasParameter(String text);

    String getOriginalRequestURI();

    boolean checkIfModified(long number, StaplerResponse2 staplerResponse2);

    boolean checkIfModified(Date date, StaplerResponse2 staplerResponse2);

    boolean checkIfModified(Calendar calendar, StaplerResponse2 staplerResponse2);

    boolean checkIfModified(long number, StaplerResponse2 staplerResponse2, long number2);

    void bindParameters(Object value);

    void bindParameters(Object value, String text);

    <T> List<T> bindParametersToList(Class<T> type, String text);

    <T> T bindParameters(Class<T> type, String text);

    <T> T bindParameters(Class<T> type, String text, int number);

    <T> T bindJSON(Class<T> type, JSONObject jSONObject);

    <T> T bindJSON(Type type, Class<T> type2, Object value);

    void bindJSON(Object value, JSONObject jSONObject);

    <T> List<T> bindJSONToList(Class<T> type, Object value);

    JSONObject getSubmittedForm() throws ServletException;

    boolean isJavaScriptProxyCall();

    String createJavaScriptProxy(Object value);
}
