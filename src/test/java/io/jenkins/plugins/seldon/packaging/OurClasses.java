package io.jenkins.plugins.seldon.packaging;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The plugin's own byte code, without tests and stand-ins. */
final class OurClasses {

    /** Whatever the folder that the profile builds in. */
    private static final ImportOption MAIN = location -> !location.contains("/test-classes/");

    static final JavaClasses ALL =
            new ClassFileImporter().withImportOption(MAIN).importPackages("io.jenkins.plugins.seldon");

    private OurClasses() {}
}
