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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes a jar that looks like a published runtime, whole or damaged in a chosen way. */
public final class RuntimeJarFile {

    private final Map<String, byte[]> entries = new TreeMap<>();

    public RuntimeJarFile() {
        entries.put(
                ".flink-runtime.version.properties", "project.version=1.20.5\n".getBytes(UTF_8));
        entries.put("META-INF/NOTICE", "Flink : Runtime\n".getBytes(UTF_8));
        entries.put("META-INF/LICENSE", "Apache License\n".getBytes(UTF_8));
    }

    /** Adds the class as it is on the class path of this test. */
    public RuntimeJarFile with(String className) throws IOException {
        entries.put(path(className), classFile(className));
        return this;
    }

    /** Adds the class without the methods of this name. */
    public RuntimeJarFile withoutMethod(String className, String methodName) throws IOException {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(classFile(className))
                .accept(
                        new ClassVisitor(OpenedClassReader.ASM_API, writer) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access,
                                    String name,
                                    String descriptor,
                                    String signature,
                                    String[] exceptions) {
                                return name.equals(methodName)
                                        ? null
                                        : super.visitMethod(
                                                access, name, descriptor, signature, exceptions);
                            }
                        },
                        0);
        entries.put(path(className), writer.toByteArray());
        return this;
    }

    /** Adds the class with one more instruction at the start of the methods of this name. */
    public RuntimeJarFile withChangedMethod(String className, String methodName)
            throws IOException {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(classFile(className))
                .accept(
                        new ClassVisitor(OpenedClassReader.ASM_API, writer) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access,
                                    String name,
                                    String descriptor,
                                    String signature,
                                    String[] exceptions) {
                                MethodVisitor copy =
                                        super.visitMethod(
                                                access, name, descriptor, signature, exceptions);
                                return name.equals(methodName) ? startingWithNop(copy) : copy;
                            }
                        },
                        0);
        entries.put(path(className), writer.toByteArray());
        return this;
    }

    public Path write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    static byte[] classFile(String className) throws IOException {
        try (InputStream in =
                RuntimeJarFile.class.getClassLoader().getResourceAsStream(path(className))) {
            return in.readAllBytes();
        }
    }

    private static String path(String className) {
        return className.replace('.', '/') + ".class";
    }

    private static MethodVisitor startingWithNop(MethodVisitor copy) {
        return new MethodVisitor(OpenedClassReader.ASM_API, copy) {
            @Override
            public void visitCode() {
                super.visitCode();
                super.visitInsn(Opcodes.NOP);
            }
        };
    }
}
