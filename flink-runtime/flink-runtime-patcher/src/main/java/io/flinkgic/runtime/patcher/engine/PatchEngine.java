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

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.pool.TypePool;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static net.bytebuddy.matcher.ElementMatchers.hasDescriptor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;

/**
 * Applies patches in memory, and refuses whatever they were not written for.
 *
 * <p>Several patches may change one class: each is checked against the original and applied to what
 * the earlier ones left.
 */
final class PatchEngine {

    private static final String REVIEW =
            "compare the method with the one the patch was written for, correct the patch and its"
                    + " test, then pin the hash found here";

    private final RuntimeJar runtime;
    private final Map<String, byte[]> extensions;
    private final ClassLoader libraries;

    /**
     * @param runtime the classes to patch
     * @param extensions class files that patches call, by class name
     * @param libraries what all of them link against
     */
    PatchEngine(RuntimeJar runtime, Map<String, byte[]> extensions, ClassLoader libraries) {
        this.runtime = runtime;
        this.extensions = extensions;
        this.libraries = libraries;
    }

    /**
     * Applies the patches in order and links the results in a class loader of their own.
     *
     * @return the changed class files by class name, sorted
     * @throws PatchFailure on the first patch that does not fit
     */
    Map<String, byte[]> apply(List<RuntimePatch> patches) {
        Map<String, byte[]> patched = new TreeMap<>();
        for (RuntimePatch patch : patches) {
            byte[] original = pinnedOriginal(patch);
            String className = patch.target().className();
            byte[] before = patched.getOrDefault(className, original);
            patched.put(className, change(patch, before));
        }
        for (RuntimePatch patch : patches) {
            link(patch, patched);
        }
        return patched;
    }

    private byte[] pinnedOriginal(RuntimePatch patch) {
        PatchTarget target = patch.target();
        byte[] original =
                runtime.classFile(target.className())
                        .orElseThrow(
                                () ->
                                        PatchFailure.of(
                                                patch,
                                                "the class in " + runtime.path(),
                                                "no such class",
                                                "find where its code went, or drop the patch"));
        String methodHash =
                BytecodeHash.ofMethod(original, target.methodName(), target.descriptor())
                        .orElseThrow(
                                () ->
                                        PatchFailure.of(
                                                patch,
                                                "the method with exactly this descriptor",
                                                "a class without it",
                                                "find where its code went, or drop the patch"));
        if (!methodHash.equals(target.methodSha256())) {
            throw PatchFailure.of(
                    patch,
                    "instructions with SHA-256 " + target.methodSha256(),
                    "SHA-256 " + methodHash,
                    REVIEW);
        }
        String classHash = BytecodeHash.ofClass(original);
        if (!classHash.equals(target.classSha256())) {
            throw PatchFailure.of(
                    patch,
                    "the same method in a class file with SHA-256 " + target.classSha256(),
                    "SHA-256 " + classHash,
                    "other parts of the class changed: check that the patch still holds, then pin"
                            + " the hash found here; the drop-in fits only this class from now on");
        }
        return original;
    }

    private byte[] change(RuntimePatch patch, byte[] before) {
        PatchTarget target = patch.target();
        ClassFileLocator locator =
                new ClassFileLocator.Compound(
                        ClassFileLocator.Simple.of(target.className(), before),
                        ClassFileLocator.ForClassLoader.of(libraries));
        TypeDescription type = TypePool.Default.of(locator).describe(target.className()).resolve();
        DynamicType.Builder<?> builder =
                new ByteBuddy()
                        .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
                        .with(Implementation.Context.Disabled.Factory.INSTANCE)
                        .ignore(none()) // not even the bodies of lambdas
                        .redefine(type, locator);
        DynamicType.Unloaded<?> result =
                patch.change(
                                builder,
                                named(target.methodName()).and(hasDescriptor(target.descriptor())))
                        .make();
        if (!result.getAuxiliaryTypes().isEmpty()) {
            throw PatchFailure.of(
                    patch,
                    "a change without additional classes",
                    result.getAuxiliaryTypes().keySet().toString(),
                    "move the logic to flink-runtime-extensions");
        }
        byte[] after = result.getBytes();
        if (methodHash(before, target).equals(methodHash(after, target))) {
            throw PatchFailure.of(
                    patch,
                    "a changed method",
                    "the same instructions as before",
                    "check what the patch matches");
        }
        return after;
    }

    private static String methodHash(byte[] classFile, PatchTarget target) {
        return BytecodeHash.ofMethod(classFile, target.methodName(), target.descriptor())
                .orElse("none");
    }

    private void link(RuntimePatch patch, Map<String, byte[]> patched) {
        Map<String, byte[]> replacements = new HashMap<>(extensions);
        replacements.putAll(patched);
        try {
            new PatchedClassLoader(runtime, replacements, libraries)
                    .link(patch.target().className());
        } catch (ReflectiveOperationException | LinkageError e) {
            PatchFailure failure =
                    PatchFailure.of(
                            patch,
                            "a class that the JVM links and verifies",
                            e.toString(),
                            "correct the patch");
            failure.initCause(e);
            throw failure;
        }
    }
}
