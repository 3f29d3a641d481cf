package io.cybsign;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/**
 * Finds and loads the native library, once for each class loader, when it is first needed.
 *
 * <p>The file that the property {@code cybsign.native.path} names, and no other; else a {@code cybsign_jni} in a folder of
 * {@code java.library.path}; else the one in the jar. One file can be loaded by one class loader at a time, so what stands in the
 * jar, or is loaded by another already, is copied to a private folder, and the copy deleted once it is loaded.
 */
final class NativeLibrary {
    /** The version of the jar. The native library must have the same. */
    static final String VERSION = "0.1.0";

    private static final String NAME = "cybsign_jni";
    private static volatile boolean loaded;
    private static boolean tried;
    private static int failedStatus;
    private static String failedMessage;
    private static Throwable failedCause;

    private NativeLibrary() {
    }

    /**
     * Loads the library.
     *
     * @throws FileException always with the reason of the first attempt, which is the only one
     */
    static void load() {
        if (!loaded) {
            loadOnce();
        }
    }

    private static synchronized void loadOnce() {
        if (!tried) {
            tried = true;
            try {
                findAndLoad();
                checkVersion();
                loaded = true;
            } catch (UnusableException e) {
                remember(e.status, e.getMessage(), e.getCause());
            } catch (CybsignException e) {
                remember(e.status(), e.getMessage(), e);
            } catch (IOException | LinkageError | RuntimeException e) {
                remember(Status.E_FILE, "the native library of cybsign could not be loaded; see the cause", e);
            }
        }
        if (!loaded) {
            throw CybsignException.of(failedStatus, failedMessage, "{}", null, failedCause);
        }
    }

    private static void remember(int status, String message, Throwable cause) {
        failedStatus = status;
        failedMessage = message;
        failedCause = cause;
    }

    private static void findAndLoad() throws IOException, UnusableException {
        String named = System.getProperty("cybsign.native.path");
        if (named != null) {
            loadFile(Paths.get(named).toAbsolutePath(), "cybsign.native.path");
            return;
        }
        String fileName = System.mapLibraryName(NAME);
        for (String folder : System.getProperty("java.library.path", "").split(File.pathSeparator)) {
            Path file = Paths.get(folder, fileName).toAbsolutePath();
            if (!folder.isEmpty() && Files.isRegularFile(file)) {
                loadFile(file, "java.library.path");
                return;
            }
        }
        loadFromJar();
    }

    private static void loadFile(Path file, String property) throws IOException, UnusableException {
        if (!Files.isRegularFile(file)) {
            throw new UnusableException(Status.E_FILE_NOT_FOUND, "there is no file at " + file + ", which " + property + " names", null);
        }
        try {
            System.load(file.toString());
        } catch (LinkageError e) {
            if (!isLoadedElsewhere(e)) {
                throw new UnusableException(Status.E_FILE, "the native library " + file + ", found through " + property
                        + ", can't be loaded: " + e.getMessage(), e);
            }
            try (InputStream library = Files.newInputStream(file)) {
                loadCopy(library, file.getFileName().toString());
            }
        }
    }

    /** Whether another class loader, such as that of an earlier deployment, has the file. */
    private static boolean isLoadedElsewhere(LinkageError e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("another classloader");
    }

    private static void loadFromJar() throws IOException, UnusableException {
        String platform = platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        String resource = "native/" + platform + "/" + System.mapLibraryName(NAME + "-" + VERSION);
        try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new UnusableException(Status.E_FILE_NOT_FOUND, "the jar has no native library for " + platform
                        + "; build one and name it with -Dcybsign.native.path", null);
            }
            loadCopy(library, System.mapLibraryName(NAME + "-" + VERSION));
        }
    }

    /** Loads a copy from a folder of its own. */
    private static void loadCopy(InputStream library, String fileName) throws IOException, UnusableException {
        String parent = System.getProperty("cybsign.tmpdir", System.getProperty("java.io.tmpdir"));
        Path folder = privateFolder(Paths.get(parent));
        Path file = folder.resolve(fileName);
        try {
            Files.copy(library, file);
            System.load(file.toAbsolutePath().toString());
        } catch (UnsatisfiedLinkError e) {
            throw new UnusableException(Status.E_FILE, "the native library can't be loaded from " + folder
                    + " (if programs may not run there, name another folder with -Dcybsign.tmpdir; where many deployments have each a copy, "
                    + "put the jar where they share it): " + e.getMessage(), e);
        } finally {
            deleteIfPossible(file);
            deleteIfPossible(folder);
        }
    }

    private static Path privateFolder(Path parent) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return Files.createTempDirectory(
                    parent, "cybsign-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return Files.createTempDirectory(parent, "cybsign-");
    }

    /** Where a loaded library can't be deleted, as on Windows, it is tried again when the machine ends. */
    private static void deleteIfPossible(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
    }

    private static void checkVersion() throws UnusableException {
        byte[] version = Native.version();
        String found = version == null ? "of another kind" : Native.text(version);
        if (!VERSION.equals(found)) {
            throw new UnusableException(Status.E_FILE, "the jar of cybsign is " + VERSION + " but the native library is " + found
                    + "; use the two of one release", null);
        }
    }

    static String platform(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String arch = osArch.toLowerCase(Locale.ROOT);
        String system = os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macos" : os.replace(' ', '_');
        String processor = arch.equals("amd64") || arch.equals("x86_64") ? "x86_64" : arch.equals("arm64") ? "aarch64" : arch;
        return system + "-" + processor;
    }

    /** Why the library can't be used. */
    private static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        UnusableException(int status, String message, Throwable cause) {
            super(message, cause);
            this.status = status;
        }
    }
}
