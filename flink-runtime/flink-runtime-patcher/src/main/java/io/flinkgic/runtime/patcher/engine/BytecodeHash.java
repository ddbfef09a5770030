/*
 * Licensed to the Apache Software Foundation (ASF) under one or more
 * contributor license agreements.  See the NOTICE file distributed with
 * this work for additional information regarding copyright ownership.
 * The ASF licenses this file to You under the Apache License, Version 2.0
 * (the "License"); you may not use this file except in compliance with
 * the License.  You may obtain a copy of the License at
 *
 *    http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.flinkgic.runtime.patcher.engine;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** SHA-256 of a class file, and of a single method in it. */
final class BytecodeHash {

    private BytecodeHash() {}

    static String ofClass(byte[] classFile) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(classFile);
            StringBuilder hex = new StringBuilder();
            for (byte b : digest) {
                hex.append(String.format("%02x", b));
            }
            return hex.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * The hash of a class file that has this method only: its constant pool is numbered anew, so
     * that the result depends on the instructions, not on line numbers nor on the rest of the
     * class. Empty if the class has no such method.
     */
    static Optional<String> ofMethod(byte[] classFile, String methodName, String descriptor) {
        SingleMethod copy = new SingleMethod(methodName, descriptor);
        new ClassReader(classFile).accept(copy, ClassReader.SKIP_DEBUG);
        return copy.found ? Optional.of(ofClass(copy.writer.toByteArray())) : Optional.empty();
    }

    private static final class SingleMethod extends ClassVisitor {

        private final ClassWriter writer = new ClassWriter(0);
        private final String methodName;
        private final String methodDescriptor;
        private boolean found;

        SingleMethod(String methodName, String methodDescriptor) {
            super(OpenedClassReader.ASM_API);
            this.methodName = methodName;
            this.methodDescriptor = methodDescriptor;
            writer.visit(
                    Opcodes.V1_8, Opcodes.ACC_PUBLIC, "Method", null, "java/lang/Object", null);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            if (!name.equals(methodName) || !descriptor.equals(methodDescriptor)) {
                return null;
            }
            found = true;
            return writer.visitMethod(access, name, descriptor, null, exceptions);
        }
    }
}
