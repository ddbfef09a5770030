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
package org.apache.flink.runtime.changelog.janitor;

/** Why a file stays where it is. */
public enum KeptBecause {
    /** A checkpoint refers to it, or one that nobody here knows but that is in the folders. */
    REFERRED_TO,
    /** A later checkpoint may come to refer to it, or clocks may differ. */
    TOO_YOUNG,
    /** The store does not say when it was written. */
    OF_UNKNOWN_AGE,
    /** The bytes of some state may refer to it: the job has a write-ahead sink. */
    MAY_BE_HIDDEN,
    /** Another run has left its marker: it may need files of which nothing is known here. */
    MARKED_BY_OTHERS,
    /** The run's own marker is not there, or not long enough for others to have left theirs. */
    NOT_MARKED_YET,
    /**
     * It was there before the run's marker, so a run that leaves none may need it: one of an
     * earlier build. Or, after the end of the job, no checkpoint was seen where it should be, and
     * it was there before this JobManager.
     */
    OLDER_THAN_MARKERS,
    /** What checkpoints refer to could not be found out completely. */
    REFERENCES_UNKNOWN
}
