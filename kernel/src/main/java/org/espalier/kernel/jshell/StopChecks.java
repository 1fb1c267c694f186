package org.espalier.kernel.jshell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Weaves a call of {@link Stop#check()} into every method entry and before every backward branch of a class, and lets a
 * {@code System.exit} end the cell instead of the kernel.
 */
final class StopChecks {

    private static final String STOP = Stop.class.getName().replace('.', '/');

    private StopChecks() {}

    /** The class with checks; unchanged when it is of a newer class-file version than ASM reads. */
    static byte[] weave(byte[] bytecode) {
        ClassReader reader;
        try {
            reader = new ClassReader(bytecode);
        } catch (IllegalArgumentException newerThanAsm) {
            return bytecode;
        }
        // The call takes and leaves nothing on the stack, so neither frames nor maxima change.
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new Weaver(writer), 0);
        return writer.toByteArray();
    }

    /** Loads what weaving needs, which would be half of the time that the first cell takes. */
    static void getReady() {
        try (InputStream own = Stop.class.getResourceAsStream("Stop.class")) {
            if (own != null) {
                weave(own.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Weaver extends ClassVisitor {
        Weaver(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return next == null ? null : new MethodWeaver(next);
        }
    }

    private static final class MethodWeaver extends MethodVisitor {
        private final Set<Label> passed = new HashSet<>();

        MethodWeaver(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            check();
        }

        @Override
        public void visitLabel(Label label) {
            super.visitLabel(label);
            passed.add(label);
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            // Before a conditional branch its operands lie on the stack; a static call without arguments leaves them.
            if (passed.contains(label)) {
                check();
            }
            super.visitJumpInsn(opcode, label);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (owner.equals("java/lang/System") && name.equals("exit")) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, STOP, "exit", descriptor, false);
            } else if (owner.equals("java/lang/Runtime") && (name.equals("exit") || name.equals("halt"))) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, STOP, "exit", "(Ljava/lang/Runtime;I)V", false);
            } else {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }

        private void check() {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, STOP, "check", "()V", false);
        }
    }
}
