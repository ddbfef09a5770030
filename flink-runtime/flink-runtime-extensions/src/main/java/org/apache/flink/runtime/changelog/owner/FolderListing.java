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
package org.apache.flink.runtime.changelog.owner;

import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;

/**
 * What is in a folder of any Flink file system, or a failure: a folder that is not known to be
 * empty must not be taken for an empty one. Some, such as that of local files, say that a file was
 * not found when one of those in the folder is deleted while they look at each of them, or that
 * there is nothing when the folder cannot be read.
 */
public final class FolderListing {

    /** While others delete what is in the folder. */
    private static final int LOOKS = 10;

    private FolderListing() {}

    /**
     * @return none, if there is no such folder
     * @throws IOException if it cannot be known, whatever the file system has thrown
     */
    public static List<FileStatus> of(Path folder) throws IOException {
        try {
            return of(folder, folder.getFileSystem());
        } catch (RuntimeException e) {
            throw new IOException("cannot list " + folder, e);
        }
    }

    static List<FileStatus> of(Path folder, FileSystem fileSystem) throws IOException {
        FileNotFoundException notFound = new FileNotFoundException("nothing is listed");
        for (int look = 0; look < LOOKS; look++) {
            try {
                FileStatus[] children = fileSystem.listStatus(folder);
                if (children != null) {
                    return List.of(children);
                }
            } catch (FileNotFoundException e) {
                notFound = e;
            }
            if (!fileSystem.exists(folder)) {
                return List.of();
            }
        }
        throw new IOException("cannot list " + folder + ", which is there", notFound);
    }
}
