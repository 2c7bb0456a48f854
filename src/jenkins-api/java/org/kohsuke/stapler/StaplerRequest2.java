package org.kohsuke.stapler;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;

@SuppressWarnings({"rawtypes", "unchecked"})
public interface StaplerRequest2 extends HttpServletRequest {

    ServletContext getServletContext();
}
