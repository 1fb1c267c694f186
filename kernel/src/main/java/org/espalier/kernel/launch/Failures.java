package org.espalier.kernel.launch;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Failures of commands in one line each. */
final class Failures {

    private Failures() {}

    /** What went wrong; files that are missing or closed to us say so, where their exceptions only name the file. */
    static String tell(Exception failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " doesn't exist";
        }
        if (failure instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (failure instanceof FileSystemException file && file.getReason() == null) {
            return failure.getClass().getSimpleName() + ": " + file.getFile();
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
