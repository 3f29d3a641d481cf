package io.cybsign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the native library is looked for, each in a virtual machine or class loader of its own. */
class LoadingTest {
    @TempDir
    Path folder;

    /** What the virtual machines below run. */
    static final class Probe {
        private Probe() {
        }

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    System.out.println(run());
                } catch (CybsignException e) {
                    System.out.println(e.name() + " " + e.getMessage());
                }
            }
        }

        static String run() {
            Signer failing = (algorithm, digest) -> {
                throw new IllegalStateException("no");
            };
            PrivateKeyAdapter key = new PrivateKeyAdapter(Keys.key());
            try (Credential credential = Keys.credential(Keys.LEAF);
                    SimpleOrder simpleOrder = SimpleOrder.fromJson(credential, "{}");
                    Credential file = Credential.fromP12File(Keys.path(Keys.LEAF), Keys.password(), Keys.password(), null);
                    Credential broken = Credential.fromCallbacks(Keys.read("cert_leaf.pem"), failing, key, null);
                    SimpleOrder never = new SimpleOrder(broken);
                    Credential provider = Credential.fromPrivateKey(Keys.key(), Keys.certificate());
                    SimpleOrder elsewhere = new SimpleOrder(provider)) {
                byte[] message = simpleOrder.signFields(Keys.sampleFields());
                SimpleOrder.verify(elsewhere.signFields(Keys.sampleFields()), Keys.expected());
                SimpleOrder.verify(message, Keys.expected());
                simpleOrder.signNvp("a=b\n");
                simpleOrder.signXml(XmlGenerator.generate(1));
                file.inspect();
                Credential.inspect(Keys.read(Keys.LEAF), Keys.password());
                file.notAfter();
                file.daysLeft();
                file.expiry(30);
                requests(credential, simpleOrder);
                failures(message, simpleOrder, never);
                return "signed";
            }
        }

        /** Leaves a handle of each kind open, with a callback. */
        static String leave() {
            new MaskStream().update(new byte[] {'a'});
            new SimpleOrder(Credential.fromPrivateKey(Keys.key(), Keys.certificate())).signNvp("a=b\n");
            return "left open";
        }

        private static void requests(Credential credential, SimpleOrder simpleOrder) {
            try (SimpleOrder sending = new SimpleOrder(credential, Keys.map("environment", "test", "encrypt", true));
                    Credential server = Keys.server();
                    MaskStream stream = new MaskStream()) {
                byte[] encrypted = sending.request(Keys.sampleFields()).body();
                sending.requestNvp("a=b\n");
                byte[] opened = SimpleOrder.open(server, encrypted, Keys.expected());
                SimpleOrder.verify(opened, Keys.expected());
                String bare = "<e:Envelope xmlns:e='" + Wss4j.SOAP + "'><e:Body><requestMessage xmlns='" + XmlGenerator.NAMESPACE
                        + "'><merchantID>m</merchantID></requestMessage></e:Body></e:Envelope>";
                simpleOrder.signEnvelope(bare.getBytes(StandardCharsets.UTF_8));
                simpleOrder.configReport();
                StringBuilder lines = new StringBuilder();
                for (int i = 0; i < 1000; i++) {
                    lines.append("field_").append(i).append("=x\n");
                }
                SimpleOrder.parseReply(lines.toString().getBytes(StandardCharsets.UTF_8), null);
                SimpleOrder.usernameToken("m", Keys.password(), Keys.map("allow_retired", true));
                Mask.text("a=b\n", null);
                stream.update(new byte[] {'a', '=', 'b'});
                stream.finish();
            }
        }

        private static void failures(byte[] message, SimpleOrder simpleOrder, SimpleOrder never) {
            Runnable[] calls = {
                () -> Credential.fromP12(Keys.read(Keys.LEAF), new char[] {'x'}), () -> SimpleOrder.verify(message),
                () -> SimpleOrder.parseReply(new byte[1], null), () -> SimpleOrder.fromConfig(Paths.get("/nowhere/cybs.ini"), null),
                () -> simpleOrder.request(Keys.sampleFields()), () -> simpleOrder.signEnvelope(message),
                () -> SimpleOrder.usernameToken("m", Keys.password(), null), () -> Mask.text("", Keys.map("x", 1)),
                () -> simpleOrder.signNvp("\n"), () -> never.signNvp("a=b\n"),
                () -> Credential.fromCallbacks(new byte[1], (algorithm, digest) -> digest),
                () -> Credential.fromPem(new byte[1], null, null, null), () -> Credential.fromDer(new byte[1], new byte[1], null, null),
            };
            for (Runnable call : calls) {
                try {
                    call.run();
                } catch (CybsignException e) {
                    continue;
                }
                throw new AssertionError("nothing was thrown");
            }
        }
    }

    private static Path library() {
        return Paths.get(System.getProperty("basedir", "."), "target/classes/io/cybsign/native",
                NativeLibrary.platform(System.getProperty("os.name"), System.getProperty("os.arch")),
                System.mapLibraryName("cybsign_jni-" + NativeLibrary.VERSION)).toAbsolutePath();
    }

    /** A machine that lives for a second need not compile twice. */
    private static List<String> javaCommand(String... arguments) {
        List<String> command = new ArrayList<>();
        Collections.addAll(command, Paths.get(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1");
        if (Runtime.version().feature() >= 24) {
            // Later machines warn of native code that was not allowed.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        Collections.addAll(command, arguments);
        return command;
    }

    private static String java(String... options) throws Exception {
        List<String> command = javaCommand();
        command.add("-Dbasedir=" + Paths.get(System.getProperty("basedir", ".")).toAbsolutePath());
        command.addAll(Arrays.asList(options));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Collections.addAll(command, "-cp", classPath, Probe.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), text);
            return text;
        }
    }

    @Test
    void theExampleSigns() throws Exception {
        String base = System.getProperty("basedir", ".");
        ProcessBuilder builder = new ProcessBuilder(javaCommand("-cp", Paths.get(base, "target/classes").toString(),
                Paths.get(base, "../../examples/Sign.java").toString(), Keys.path(Keys.LEAF).toString()));
        builder.environment().put("CYBSIGN_PASSWORD", Keys.PASSWORD);
        Path errors = folder.resolve("errors");
        Process process = builder.redirectError(errors.toFile()).start();
        byte[] message = process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor(), new String(Files.readAllBytes(errors), StandardCharsets.UTF_8));
        assertTrue(SimpleOrder.verify(message, Keys.expected()).isOk());
        assertTrue(new String(Files.readAllBytes(errors), StandardCharsets.UTF_8).contains("2045"));
    }

    @Test
    void theExampleSends() throws Exception {
        String base = System.getProperty("basedir", ".");
        Process server = new ProcessBuilder("python3", Paths.get(base, "../../tests/server/server.py").toString(), folder.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("server.log").toFile()).start();
        try {
            Path port = folder.resolve("port");
            for (int i = 0; i < 600 && server.isAlive() && !Files.exists(port); i++) {
                Thread.sleep(50);
            }
            String url = "https://127.0.0.1:" + Files.readString(port).trim() + "/";
            String accepted = send(url, Keys.LEAF);
            assertTrue(accepted.startsWith("decision: ACCEPT\nreason: ") && accepted.endsWith("may be sent again: false\n"), accepted);
            assertTrue(Files.readString(folder.resolve("last.xml")).contains("merchantReferenceCode=order-1\n"));
            // The server knows another merchant, and answers with the status 500.
            String refused = send(url, "meta_gen2.p12");
            assertTrue(refused.startsWith("decision: null\nreason: a fault: "), refused);
        } finally {
            server.getOutputStream().close();
            server.waitFor();
        }
    }

    private String send(String url, String key) throws Exception {
        String base = System.getProperty("basedir", ".");
        ProcessBuilder builder = new ProcessBuilder(javaCommand("-cp", Paths.get(base, "target/classes").toString(),
                Paths.get(base, "../../examples/Send.java").toString(), Keys.path(key).toString(), url, folder.resolve("tls.pem").toString()));
        builder.environment().put("CYBSIGN_PASSWORD", Keys.PASSWORD);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.replace("\r\n", "\n");
    }

    private static void assertFails(int status, String part, String output) {
        // The virtual machine adds a warning about a file that is no library.
        String[] lines = Arrays.stream(output.split("\\R")).filter(line -> line.startsWith("CYBSIGN_")).toArray(String[]::new);
        assertEquals(2, lines.length, output);
        assertEquals(lines[0], lines[1], "the reason stays the same");
        assertTrue(lines[0].startsWith(Status.name(status) + " ") && lines[0].contains(part), output);
    }

    @Test
    void theJarsLibraryIsCopiedLoadedAndDeleted() throws Exception {
        assertEquals("signed\nsigned\n", java("-Dcybsign.tmpdir=" + folder));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    /** Everything that the Probe does, under the virtual machine's own checks of how JNI is used: not one word of complaint. */
    @Test
    void jniIsUsedByItsRules() throws Exception {
        assertEquals("signed\nsigned\n", java("-Xcheck:jni"));
    }

    @Test
    void theNamedFileIsTakenAndNoOther() throws Exception {
        assertEquals("signed\nsigned\n", java("-Dcybsign.native.path=" + library(), "-Dcybsign.tmpdir=/no/such/folder"));
        assertFails(Status.E_FILE_NOT_FOUND, "cybsign.native.path", java("-Dcybsign.native.path=" + folder.resolve("none.so")));
        Path garbage = Files.write(folder.resolve("garbage.so"), new byte[] {1, 2, 3});
        assertFails(Status.E_FILE, "garbage.so", java("-Dcybsign.native.path=" + garbage));
    }

    @Test
    void aFolderOfTheLibraryPathComesBeforeTheJar() throws Exception {
        Path file = folder.resolve(System.mapLibraryName("cybsign_jni"));
        String path = "-Djava.library.path=/no/such/folder" + File.pathSeparator + folder;
        Files.copy(library(), file);
        assertEquals("signed\nsigned\n", java(path, "-Dcybsign.tmpdir=/no/such/folder"));
        Files.write(file, new byte[] {1, 2, 3});
        assertFails(Status.E_FILE, "java.library.path", java(path));
        Files.delete(file);
        assertEquals("signed\nsigned\n", java(path));
    }

    @Test
    void withoutAFolderToCopyToNothingIsLoaded() throws Exception {
        assertFails(Status.E_FILE, "", java("-Dcybsign.tmpdir=/no/such/folder"));
    }

    /** Loads the binding's classes anew, as a web application's class loader does. */
    private static final class Isolated extends ClassLoader {
        private final String changedClass;
        private final String from;
        private final String to;

        Isolated(String changedClass, String from, String to) {
            super(LoadingTest.class.getClassLoader());
            this.changedClass = changedClass;
            this.from = from;
            this.to = to;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith("io.cybsign.") || findLoadedClass(name) != null) {
                    return super.loadClass(name, resolve);
                }
                try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = file.readAllBytes();
                    if (name.equals(changedClass)) {
                        // Of the same length, so that the class file stays one.
                        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace(from, to);
                        bytes = text.getBytes(StandardCharsets.ISO_8859_1);
                    }
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }

        String run(String method) throws Exception {
            try {
                java.lang.reflect.Method run = loadClass(Probe.class.getName()).getDeclaredMethod(method);
                run.setAccessible(true);
                return (String) run.invoke(null);
            } catch (InvocationTargetException e) {
                return e.getCause().toString();
            }
        }
    }

    /** What a redeployed application does; some of what it made is never closed. */
    private static WeakReference<ClassLoader> deploy() throws Exception {
        Isolated loader = new Isolated("", "", "");
        assertEquals("signed", loader.run("run"));
        assertEquals("left open", loader.run("leave"));
        return new WeakReference<>(loader);
    }

    private static long alive(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    @Test
    void aClassLoaderThatIsDroppedIsCollected() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            loaders.add(deploy());
        }
        for (int i = 0; i < 200 && alive(loaders) > 0; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertEquals(0, alive(loaders));
        assertEquals("signed", Probe.run());
    }

    @Test
    void severalClassLoadersShareANamedFile() throws Exception {
        String old = System.setProperty("cybsign.native.path", Files.copy(library(), folder.resolve("shared.so")).toString());
        try {
            Isolated first = new Isolated("", "", "");
            Isolated second = new Isolated("", "", "");
            assertEquals("signed", first.run("run"));
            assertEquals("signed", second.run("run"));
            assertEquals("signed", first.run("run"));
        } finally {
            restore(old);
        }
    }

    @Test
    void theLibraryMustBeOfTheJarsVersion() throws Exception {
        String old = System.setProperty("cybsign.native.path", Files.copy(library(), folder.resolve("one.so")).toString());
        try {
            String version = NativeLibrary.VERSION;
            String other = new Isolated("io.cybsign.NativeLibrary", version, "9.9.9").run("run");
            assertEquals("io.cybsign.FileException: the jar of cybsign is 9.9.9 but the native library is " + version
                    + "; use the two of one release", other);
            System.setProperty("cybsign.native.path", Files.copy(library(), folder.resolve("two.so")).toString());
            String methods = new Isolated("io.cybsign.Native", "signNvp", "signNvq").run("run");
            assertTrue(methods.contains("with other methods"), methods);
            assertFalse(methods.contains("signNvq"));
        } finally {
            restore(old);
        }
    }

    private static void restore(String path) {
        if (path == null) {
            System.clearProperty("cybsign.native.path");
        } else {
            System.setProperty("cybsign.native.path", path);
        }
    }
}
