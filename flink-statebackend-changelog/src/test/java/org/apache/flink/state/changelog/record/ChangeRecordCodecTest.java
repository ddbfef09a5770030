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
package org.apache.flink.state.changelog.record;

import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.RegisteredKeyValueStateBackendMetaInfo;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshotReadersWriters;
import org.apache.flink.util.StringUtils;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChangeRecordCodecTest {

    private final DataOutputSerializer out = new DataOutputSerializer(64);

    /** Another one has another layout: it needs a reader of its own beside that of this one. */
    @Test
    void flinkWritesStateSnapshotsOfTheVersionThatIsRead() {
        assertThat(StateMetaInfoSnapshotReadersWriters.CURRENT_STATE_META_INFO_SNAPSHOT_VERSION)
                .isEqualTo(ChangeRecordCodec.STATE_SNAPSHOT_VERSION);
    }

    @Test
    void metadataComesBackAsItWasWritten() throws Exception {
        ChangeRecordCodec.writeMetadata(out, metadata(513));
        StateMetadata read = readMetadata(out.getCopyOfBuffer());
        assertThat(read.stateId()).isEqualTo(513);
        assertThat(read.keySerializer().restoreSerializer()).isEqualTo(IntSerializer.INSTANCE);
        assertThat(read.state().getName()).isEqualTo("count");
        assertThat(read.state().getBackendStateType())
                .isEqualTo(StateMetaInfoSnapshot.BackendStateType.KEY_VALUE);
    }

    /** Golden bytes of version 1: added, never regenerated. */
    @Test
    void metadataOfVersionOneStartsWithItsGoldenBytes() throws Exception {
        ChangeRecordCodec.writeMetadata(out, metadata(513));
        String hex = hex(out.getCopyOfBuffer());
        assertThat(hex).startsWith("00" + "47494343" + "01" + "0201");
    }

    /** Golden bytes of version 1: added, never regenerated. */
    @Test
    void headersOfVersionOneAreTheirGoldenBytes() throws Exception {
        for (ChangeOperation operation : ChangeOperation.values()) {
            ChangeRecordCodec.writeHeader(out, operation, 258);
        }
        assertThat(hex(out.getCopyOfBuffer()))
                .isEqualTo(
                        "000102" + "010102" + "020102" + "030102" + "040102" + "050102" + "060102"
                                + "070102" + "080102" + "090102" + "0a0102");
    }

    /** Golden bytes of version 1: added, never regenerated. */
    @Test
    void payloadsOfVersionOneAreTheirGoldenBytes() throws Exception {
        ChangeRecordCodec.writeEntry(
                out, "a", 7L, StringSerializer.INSTANCE, LongSerializer.INSTANCE);
        ChangeRecordCodec.writeEntry(
                out, "b", null, StringSerializer.INSTANCE, LongSerializer.INSTANCE);
        ChangeRecordCodec.writeNamespaces(out, Arrays.asList(1, null, 2), IntSerializer.INSTANCE);
        assertThat(hex(out.getCopyOfBuffer()))
                .isEqualTo(
                        "0261"
                                + "00"
                                + "0000000000000007"
                                + "0262"
                                + "01"
                                + "00000002"
                                + "00000001"
                                + "00000002");
    }

    /** Golden bytes of version 1: added, never regenerated. */
    @Test
    void timeToLiveIsAnOptionOfTheStateByItsGoldenBytes() throws Exception {
        ChangeRecordCodec.writeMetadata(out, expiring(Duration.ofSeconds(1)));
        byte[] bytes = out.getCopyOfBuffer();
        // A short length, then text; the value is the digits of 1000.
        assertThat(hex(bytes))
                .contains("000f" + "54494d455f544f5f4c4956455f4d53" + "0004" + "31303030");
        StateMetadata read = readMetadata(bytes);
        assertThat(read.state().getOption(StateMetaInfoSnapshot.CommonOptionsKeys.KEYED_STATE_TYPE))
                .isEqualTo("VALUE");
        TimeToLive timeToLive = TimeToLive.readFrom(read.state()).orElseThrow();
        assertThat(timeToLive.isOver(0, 999)).isFalse();
        assertThat(timeToLive.isOver(0, 1000)).isTrue();
        assertThat(timeToLive.isOver(Long.MAX_VALUE - 1, Long.MAX_VALUE - 1)).isFalse();
    }

    @Test
    void withoutTheOptionNothingExpires() throws Exception {
        ChangeRecordCodec.writeMetadata(out, metadata(1));
        assertThat(TimeToLive.readFrom(readMetadata(out.getCopyOfBuffer()).state())).isEmpty();
    }

    @Test
    void aTimeToLiveThatIsNoPositiveNumberIsCorruption() throws Exception {
        ChangeRecordCodec.writeMetadata(out, expiring(Duration.ofSeconds(1)));
        byte[] bytes = out.getCopyOfBuffer();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int digits = text.indexOf("1000");
        for (String wrong : new String[] {"0000", "-100", "1e10"}) {
            System.arraycopy(wrong.getBytes(StandardCharsets.US_ASCII), 0, bytes, digits, 4);
            StateMetadata read = readMetadata(bytes);
            assertThatThrownBy(() -> TimeToLive.readFrom(read.state()))
                    .isInstanceOf(CorruptChangeException.class)
                    .hasMessageContaining(TimeToLive.OPTION)
                    .hasMessageContaining(wrong);
        }
    }

    @Test
    void operationsAreReadByTheirCodes() throws Exception {
        for (ChangeOperation operation : ChangeOperation.values()) {
            DataInputDeserializer in = new DataInputDeserializer(new byte[] {operation.code()});
            assertThat(ChangeRecordCodec.readOperation(in)).isEqualTo(operation);
        }
    }

    @Test
    void anOperationThatDoesNotExistIsCorruption() {
        DataInputDeserializer in = new DataInputDeserializer(new byte[] {99});
        assertThatThrownBy(() -> ChangeRecordCodec.readOperation(in))
                .isInstanceOf(CorruptChangeException.class)
                .hasMessageContaining("operation")
                .hasMessageContaining("99");
    }

    @Test
    void mapEntriesComeBackWithNullValues() throws Exception {
        Map<String, Long> entries = new HashMap<>();
        entries.put("a", 1L);
        entries.put("b", null);
        ChangeRecordCodec.writeEntries(
                out, entries, StringSerializer.INSTANCE, LongSerializer.INSTANCE);
        assertThat(
                        ChangeRecordCodec.readEntries(
                                new DataInputDeserializer(out.getCopyOfBuffer()),
                                StringSerializer.INSTANCE,
                                LongSerializer.INSTANCE))
                .isEqualTo(entries);
    }

    @Test
    void namespacesComeBackWithoutNulls() throws Exception {
        ChangeRecordCodec.writeNamespaces(out, Arrays.asList(3, null, 4), IntSerializer.INSTANCE);
        assertThat(
                        ChangeRecordCodec.readElements(
                                new DataInputDeserializer(out.getCopyOfBuffer()),
                                IntSerializer.INSTANCE))
                .containsExactly(3, 4);
    }

    @Test
    void aNegativeCountIsCorruption() throws Exception {
        out.writeInt(-1);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        assertThatThrownBy(() -> ChangeRecordCodec.readElements(in, IntSerializer.INSTANCE))
                .isInstanceOf(CorruptChangeException.class);
    }

    @Test
    void anUnknownVersionIsNamed() throws Exception {
        ChangeRecordCodec.writeMetadata(out, metadata(1));
        byte[] bytes = out.getCopyOfBuffer();
        bytes[5] = 9;
        assertThatThrownBy(() -> readMetadata(bytes))
                .isInstanceOf(UnknownRecordFormatException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void theLogOfAnotherProgramPointsToTheSavepoint() throws Exception {
        out.writeByte(0);
        out.writeInt(7);
        assertThatThrownBy(() -> readMetadata(out.getCopyOfBuffer()))
                .isInstanceOf(UnknownRecordFormatException.class)
                .hasMessageContaining("Take a savepoint with stock Flink");
    }

    @Test
    void stateIdsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> metadata(65_536)).isInstanceOf(IllegalArgumentException.class);
    }

    private static StateMetadata expiring(Duration life) {
        StateMetadata lasting = metadata(1);
        return new StateMetadata(
                1,
                lasting.keySerializer(),
                TimeToLive.of(StateTtlConfig.newBuilder(life).build())
                        .orElseThrow()
                        .writeTo(lasting.state()));
    }

    private static StateMetadata metadata(int id) {
        return new StateMetadata(
                id,
                IntSerializer.INSTANCE.snapshotConfiguration(),
                new RegisteredKeyValueStateBackendMetaInfo<>(
                                StateDescriptor.Type.VALUE,
                                "count",
                                StringSerializer.INSTANCE,
                                LongSerializer.INSTANCE)
                        .snapshot());
    }

    private static StateMetadata readMetadata(byte[] bytes) throws IOException {
        return ChangeRecordCodec.readMetadata(
                new DataInputDeserializer(bytes), ChangeRecordCodecTest.class.getClassLoader());
    }

    private static String hex(byte[] bytes) {
        return StringUtils.byteToHexString(bytes);
    }
}
