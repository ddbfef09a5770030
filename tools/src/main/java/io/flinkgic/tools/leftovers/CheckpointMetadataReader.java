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
package io.flinkgic.tools.leftovers;

import io.flinkgic.tools.cluster.FlinkHome;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the metadata of checkpoints with the classes of the installation that wrote it. The tools
 * themselves are free of Flink.
 */
public final class CheckpointMetadataReader implements AutoCloseable {

    private static final String READER = "io.flinkgic.tools.leftovers.ReferencedPaths";

    private final URLClassLoader installation;
    private final Method read;

    private CheckpointMetadataReader(URLClassLoader installation, Method read) {
        this.installation = installation;
        this.read = read;
    }

    public static CheckpointMetadataReader of(FlinkHome home) throws IOException {
        List<URL> jars = new ArrayList<>();
        jars.add(
                CheckpointMetadataReader.class.getProtectionDomain().getCodeSource().getLocation());
        try (DirectoryStream<Path> lib =
                Files.newDirectoryStream(home.directory().resolve("lib"), "*.jar")) {
            for (Path jar : lib) {
                jars.add(jar.toUri().toURL());
            }
        }
        URLClassLoader installation =
                new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
        try {
            Method read = installation.loadClass(READER).getMethod("in", Path.class);
            return new CheckpointMetadataReader(installation, read);
        } catch (ReflectiveOperationException | LinkageError e) {
            installation.close();
            throw new IOException(
                    "cannot read checkpoints with the jars of " + home.directory(), e);
        }
    }

    /**
     * Paths of all files that a checkpoint refers to, without a scheme.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such checkpoint any more
     */
    Set<?> referencedPaths(Path metadata) throws IOException {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(installation);
        try {
            return (Set<?>) read.invoke(null, metadata);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException) {
                throw (IOException) e.getCause();
            }
            throw new IOException("cannot read " + metadata, e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(READER + " is public", e);
        } finally {
            current.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        installation.close();
    }
}
