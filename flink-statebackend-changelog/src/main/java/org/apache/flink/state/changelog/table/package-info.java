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
/**
 * What has to be known about single state tables (RocksDB, heap) beyond Flink's interfaces.
 *
 * <p>Doors: {@link org.apache.flink.state.changelog.table.CreatedStates}, {@link
 * org.apache.flink.state.changelog.table.RegisteredSchemas} and {@link
 * org.apache.flink.state.changelog.table.KnownSerializer}, entered by the thread that creates
 * states, {@link org.apache.flink.state.changelog.table.TimersInTable}, by the one that creates a
 * backend, and {@link org.apache.flink.state.changelog.table.FlushAhead}, whose work is done on
 * another.
 */
package org.apache.flink.state.changelog.table;
