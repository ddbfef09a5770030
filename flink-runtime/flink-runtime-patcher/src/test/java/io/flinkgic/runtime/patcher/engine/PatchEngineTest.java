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

import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.bytecode.ByteCodeAppender;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PatchEngineTest {

    private static final String GREETER = Greeter.class.getName();
    private static final String DESCRIPTOR = "(Ljava/lang/String;)Ljava/lang/String;";

    @TempDir private Path folder;
    private Path jar;

    @BeforeEach
    void writeJar() throws IOException {
        jar = new RuntimeJarFile().with(GREETER).write(folder.resolve("runtime.jar"));
    }

    @Test
    void changesTheMethodAndNothingElse() throws Exception {
        Map<String, byte[]> patched = apply(greeting("patched"));

        assertThat(patched).containsOnlyKeys(GREETER);
        assertThat(call(patched, "greet")).isEqualTo("patched");
        assertThat(call(patched, "part")).isEqualTo("bye x");
    }

    @Test
    void twoPatchesOfOneClassBothTakeEffect() throws Exception {
        Map<String, byte[]> patched =
                apply(
                        greeting("patched"),
                        new TestPatch(
                                target(GREETER, "part"),
                                (builder, method) ->
                                        builder.method(method).intercept(FixedValue.value("too"))));

        assertThat(call(patched, "greet")).isEqualTo("patched");
        assertThat(call(patched, "part")).isEqualTo("too");
    }

    @Test
    void anAbsentClassFailsTheBuild() throws Exception {
        TestPatch patch = fixed(new PatchTarget("no.such.Class", "greet", DESCRIPTOR, "0", "0"));

        assertThatThrownBy(() -> apply(patch))
                .isInstanceOf(PatchFailure.class)
                .hasMessageContaining("no.such.Class#greet" + DESCRIPTOR)
                .hasMessageContaining("no such class")
                .hasMessageContaining("what to do:")
                .hasMessageContaining("to be greeted otherwise (TEST-1)");
    }

    @Test
    void aMethodOfTheNameWithAnotherDescriptorFailsTheBuild() throws Exception {
        TestPatch patch = fixed(new PatchTarget(GREETER, "greet", "()V", "0", "0"));

        assertThatThrownBy(() -> apply(patch))
                .isInstanceOf(PatchFailure.class)
                .hasMessageContaining(GREETER + "#greet()V")
                .hasMessageContaining("the method with exactly this descriptor");
    }

    @Test
    void otherInstructionsThanPinnedFailTheBuild() throws Exception {
        PatchTarget pinned = target(GREETER, "greet");
        jar =
                new RuntimeJarFile()
                        .withChangedMethod(GREETER, "greet")
                        .write(folder.resolve("changed.jar"));

        assertThatThrownBy(() -> apply(fixed(pinned)))
                .isInstanceOf(PatchFailure.class)
                .hasMessageContaining("instructions with SHA-256 " + pinned.methodSha256())
                .hasMessageContaining("compare the method");
    }

    @Test
    void aChangeElsewhereInTheClassFailsTheBuild() throws Exception {
        PatchTarget pinned = target(GREETER, "greet");
        jar =
                new RuntimeJarFile()
                        .withChangedMethod(GREETER, "part")
                        .write(folder.resolve("changed.jar"));

        assertThatThrownBy(() -> apply(fixed(pinned)))
                .isInstanceOf(PatchFailure.class)
                .hasMessageContaining("class file with SHA-256 " + pinned.classSha256())
                .hasMessageContaining("other parts of the class changed");
    }

    @Test
    void aPatchThatChangesNothingFailsTheBuild() throws Exception {
        TestPatch patch = new TestPatch(target(GREETER, "greet"), (builder, method) -> builder);

        assertThatThrownBy(() -> apply(patch))
                .isInstanceOf(PatchFailure.class)
                .hasMessageContaining("the same instructions as before");
    }

    @Test
    void bytecodeThatDoesNotVerifyFailsTheBuild() throws Exception {
        ByteCodeAppender returnFromEmptyStack =
                (writer, context, method) -> {
                    writer.visitInsn(Opcodes.ARETURN);
                    return new ByteCodeAppender.Size(1, 1);
                };
        TestPatch patch =
                new TestPatch(
                        target(GREETER, "greet"),
                        (builder, method) ->
                                builder.method(method)
                                        .intercept(
                                                new Implementation.Simple(returnFromEmptyStack)));

        assertThatThrownBy(() -> apply(patch))
                .isInstanceOf(PatchFailure.class)
                .hasMessageContaining(GREETER + "#greet")
                .hasMessageContaining("a class that the JVM links and verifies")
                .hasCauseInstanceOf(VerifyError.class);
    }

    @Test
    void aPatchMayNotBringClassesAlong() throws Exception {
        TestPatch patch =
                new TestPatch(
                        target(GREETER, "greet"),
                        (builder, method) ->
                                builder.method(method)
                                        .intercept(MethodCall.call(new Greeting()))
                                        .require(builder.name("extra.Extra").make()));

        assertThatThrownBy(() -> apply(patch))
                .isInstanceOf(PatchFailure.class)
                .hasMessageContaining("a change without additional classes")
                .hasMessageContaining("extra.Extra");
    }

    private Map<String, byte[]> apply(RuntimePatch... patches) throws IOException {
        try (RuntimeJar runtime = new RuntimeJar(jar)) {
            return new PatchEngine(runtime, Map.of(), getClass().getClassLoader())
                    .apply(Arrays.asList(patches));
        }
    }

    private Object call(Map<String, byte[]> patched, String methodName) throws Exception {
        try (RuntimeJar runtime = new RuntimeJar(jar)) {
            Method method =
                    new PatchedClassLoader(runtime, patched, getClass().getClassLoader())
                            .loadClass(GREETER)
                            .getDeclaredMethod(methodName, String.class);
            method.setAccessible(true);
            return method.invoke(null, "x");
        }
    }

    private static TestPatch greeting(String greeting) throws IOException {
        return new TestPatch(
                target(GREETER, "greet"),
                (builder, method) -> builder.method(method).intercept(FixedValue.value(greeting)));
    }

    private static TestPatch fixed(PatchTarget target) {
        return new TestPatch(
                target,
                (builder, method) -> builder.method(method).intercept(FixedValue.value("patched")));
    }

    /** Pinned to the class as it was compiled. */
    private static PatchTarget target(String className, String methodName) throws IOException {
        byte[] classFile = RuntimeJarFile.classFile(className);
        return new PatchTarget(
                className,
                methodName,
                DESCRIPTOR,
                BytecodeHash.ofMethod(classFile, methodName, DESCRIPTOR).orElseThrow(),
                BytecodeHash.ofClass(classFile));
    }

    private interface Change {
        DynamicType.Builder<?> apply(
                DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method);
    }

    private static final class Greeting implements Callable<String> {
        @Override
        public String call() {
            return "called";
        }
    }

    private static final class TestPatch implements RuntimePatch {

        private final PatchTarget target;
        private final Change change;

        TestPatch(PatchTarget target, Change change) {
            this.target = target;
            this.change = change;
        }

        @Override
        public PatchTarget target() {
            return target;
        }

        @Override
        public String reason() {
            return "to be greeted otherwise";
        }

        @Override
        public String upstreamReference() {
            return "TEST-1";
        }

        @Override
        public DynamicType.Builder<?> change(
                DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
            return change.apply(builder, method);
        }
    }
}
