package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build packs. It runs once the jars are there. */
class JarTest {
    private static final Path BASE = Paths.get(System.getProperty("basedir", ".")).toAbsolutePath();

    private static Path jar(String kind) {
        return BASE.resolve("target/cybsign-" + NativeLibrary.VERSION + kind + ".jar");
    }

    @Test
    void theJarIsComplete() throws Exception {
        try (JarFile jar = new JarFile(jar("").toFile())) {
            assertTrue(jar.isMultiRelease());
            for (String name : new String[] {"META-INF/LICENSE-MIT", "META-INF/LICENSE-APACHE", "META-INF/NOTICE",
                "META-INF/versions/9/module-info.class", "io/cybsign/SimpleOrder.class"}) {
                assertNotNull(jar.getEntry(name), name);
            }
            String classFile = "io/cybsign/SimpleOrder.class";
            try (InputStream bytes = jar.getInputStream(jar.getEntry(classFile))) {
                assertEquals(52, bytes.readNBytes(8)[7], "the class file's version is that of Java 8");
            }
            assertEquals(NativeLibrary.VERSION, jar.getManifest().getMainAttributes().getValue("Implementation-Version"));
        }
        try (JarFile sources = new JarFile(jar("-sources").toFile()); JarFile javadoc = new JarFile(jar("-javadoc").toFile())) {
            assertNotNull(sources.getEntry("io/cybsign/SimpleOrder.java"));
            assertNotNull(javadoc.getEntry("io/cybsign/SimpleOrder.html"));
        }
    }

    @Test
    void jlinkTakesTheModule(@TempDir Path folder) throws Exception {
        assertFalse(ModuleFinder.of(jar("")).find("io.cybsign").get().descriptor().isAutomatic());
        Path image = folder.resolve("image");
        ToolProvider jlink = ToolProvider.findFirst("jlink").get();
        assertEquals(0, jlink.run(System.out, System.err, "--module-path", jar("").toString(), "--add-modules", "io.cybsign",
                "--strip-debug", "--output", image.toString()));
        Process process = new ProcessBuilder(image.resolve("bin/java").toString(), "--add-modules", "io.cybsign",
                "-cp", BASE.resolve("target/test-classes").toString(), "user.Linked", Keys.path(Keys.LEAF).toString(), Keys.PASSWORD)
                .redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("testmid_oracle signed by module io.cybsign"), output);
    }

    @Test
    void noPathOfThisMachineStandsInTheLibrary() throws Exception {
        assumeTrue(System.getProperty("cybsign.native.file") == null, "the library was built elsewhere");
        String platform = NativeLibrary.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
        String name = "io/cybsign/native/" + platform + "/" + System.mapLibraryName("cybsign_jni-" + NativeLibrary.VERSION);
        try (JarFile jar = new JarFile(jar("").toFile()); InputStream library = jar.getInputStream(jar.getEntry(name))) {
            String bytes = new String(library.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(bytes.contains("/cargo/registry/"), "places in the source are told, but not where it stood");
            for (Path path : new Path[] {BASE.getParent().getParent(), Paths.get(System.getProperty("user.home"), ".cargo")}) {
                assertFalse(bytes.contains(path.toString()), path.toString());
            }
        }
    }
}
