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
package io.flinkgic.tests.s3;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginDescriptor;
import org.apache.flink.core.plugin.PluginManager;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Flink's two plugins for {@code s3://}. Each folder is laid out as in a Flink installation. */
public enum S3Plugin {
    PRESTO("s3-presto"),
    HADOOP("s3-hadoop");

    /** Loading them again, with all their classes, takes seconds. */
    private static final Map<S3Plugin, List<FileSystemFactory>> LOADED = new ConcurrentHashMap<>();

    private final String folder;

    S3Plugin(String folder) {
        this.folder = folder;
    }

    /**
     * Makes this plugin the one for {@code s3://}, with a class loader of its own as on a
     * TaskManager. For the whole JVM, until file systems are initialized again.
     */
    public void install(Configuration configuration) throws IOException {
        install(configuration, UnaryOperator.identity());
    }

    /**
     * The same with other factories in place of those of the plugin.
     *
     * @param instead makes one from one of the plugin
     */
    public void install(Configuration configuration, UnaryOperator<FileSystemFactory> instead)
            throws IOException {
        // The client prints a page about its age otherwise.
        System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
        if (!LOADED.containsKey(this)) {
            LOADED.put(this, load());
        }
        FileSystem.initialize(
                configuration,
                new Loaded(LOADED.get(this).stream().map(instead).collect(Collectors.toList())));
    }

    /** Leaves this JVM without plugins, as it was. */
    public static void uninstall() {
        FileSystem.initialize(new Configuration(), new Loaded(List.of()));
    }

    private List<FileSystemFactory> load() throws IOException {
        List<PluginDescriptor> plugins =
                new DirectoryBasedPluginFinder(ServerFiles.find("plugins"))
                        .findPlugins().stream()
                                .filter(plugin -> plugin.getPluginId().equals(folder))
                                .collect(Collectors.toList());
        if (plugins.size() != 1) {
            throw new IllegalStateException(plugins + " instead of one plugin " + folder);
        }
        List<FileSystemFactory> loaded = new ArrayList<>();
        new DefaultPluginManager(
                        plugins,
                        CoreOptions.getPluginParentFirstLoaderPatterns(new Configuration()))
                .load(FileSystemFactory.class)
                .forEachRemaining(loaded::add);
        return loaded;
    }

    /** Offers what was loaded before. */
    private static final class Loaded implements PluginManager {

        private final List<FileSystemFactory> factories;

        Loaded(List<FileSystemFactory> factories) {
            this.factories = List.copyOf(factories);
        }

        @Override
        public <P> Iterator<P> load(Class<P> service) {
            return factories.stream().filter(service::isInstance).map(service::cast).iterator();
        }
    }
}
