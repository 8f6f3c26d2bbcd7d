using System.Runtime.CompilerServices;
using Fairlead.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>One question for a whole batch, and binary COPY.</summary>
internal sealed class PostgresImportRows : IImportRows
{
    private readonly NpgsqlConnection _reader;
    private readonly NpgsqlConnection _ahead;
    private readonly SemaphoreSlim _aheadTurn = new(1, 1);
    private readonly NpgsqlCommand _following;
    private readonly NpgsqlCommand _occurrences;
    private readonly NpgsqlCommand _findings;
    private readonly ImportRowWriter _writer = new();

    /// <param name="ahead">A second connection, which reads on while the first one looks up.</param>
    public PostgresImportRows(NpgsqlConnection reader, NpgsqlConnection ahead)
    {
        _reader = reader;
        _ahead = ahead;
        _following = new NpgsqlCommand(
            """
            SELECT fingerprint, finding_no, ordinal, state, items, misses, content_hash
              FROM occurrences WHERE scope_no = $1 AND finding_no > $2 ORDER BY finding_no LIMIT $3
            """,
            ahead)
        {
            Parameters = { new NpgsqlParameter<long>(), new NpgsqlParameter<long>(), new NpgsqlParameter<int>() },
        };
        _occurrences = new NpgsqlCommand(
            """
            SELECT f.fingerprint, o.finding_no, o.ordinal, o.state, o.items, o.misses, o.content_hash
              FROM findings f JOIN occurrences o ON o.scope_no = $1 AND o.finding_no = f.no
             WHERE f.fingerprint = ANY($2)
            """,
            reader)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint },
                new NpgsqlParameter<byte[][]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            },
        };
        _findings = new NpgsqlCommand("SELECT fingerprint, no, source_state FROM findings WHERE fingerprint = ANY($1)", reader)
        {
            Parameters = { new NpgsqlParameter<byte[][]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea } },
        };
    }

    public async Task LookUpAsync(
        long scopeNo, IReadOnlyList<Fingerprint> fingerprints, Dictionary<Fingerprint, KnownOccurrence> known, CancellationToken ct)
    {
        ((NpgsqlParameter<long>)_occurrences.Parameters[0]).TypedValue = scopeNo;
        ((NpgsqlParameter<byte[][]>)_occurrences.Parameters[1]).TypedValue = [.. fingerprints.Select(f => f.ToArray())];
        if (!_occurrences.IsPrepared)
            await _occurrences.PrepareAsync(ct);
        await using var rows = await _occurrences.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            known[ReadFingerprint(rows)] = ReadOccurrence(rows);
    }

    public async Task<IReadOnlyList<PlacedOccurrence>> ReadOnAsync(long scopeNo, long afterFindingNo, int limit, CancellationToken ct)
    {
        await _aheadTurn.WaitAsync(ct);
        try
        {
            ((NpgsqlParameter<long>)_following.Parameters[0]).TypedValue = scopeNo;
            ((NpgsqlParameter<long>)_following.Parameters[1]).TypedValue = afterFindingNo;
            ((NpgsqlParameter<int>)_following.Parameters[2]).TypedValue = limit;
            if (!_following.IsPrepared)
                await _following.PrepareAsync(ct);
            var portion = new List<PlacedOccurrence>(limit);
            await using var rows = await _following.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
                portion.Add(new PlacedOccurrence(ReadFingerprint(rows), ReadOccurrence(rows)));
            return portion;
        }
        finally
        {
            _aheadTurn.Release();
        }
    }

    public async Task<Dictionary<Fingerprint, KnownFinding>> LookUpFindingsAsync(
        IReadOnlyList<Fingerprint> fingerprints, CancellationToken ct)
    {
        ((NpgsqlParameter<byte[][]>)_findings.Parameters[0]).TypedValue = [.. fingerprints.Select(f => f.ToArray())];
        var known = new Dictionary<Fingerprint, KnownFinding>();
        await using var rows = await _findings.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            known[ReadFingerprint(rows)] = new KnownFinding(rows.GetInt64(1), (OccurrenceState)rows.GetInt32(2));
        return known;
    }

    public async IAsyncEnumerable<LiveOccurrence> ScanAsync(long scopeNo, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT finding_no, ordinal, state, items, misses FROM occurrences WHERE scope_no = $1 AND state <> 5", _reader)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = scopeNo } },
        };
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            yield return new LiveOccurrence(
                rows.GetInt64(0), rows.GetInt64(1), (OccurrenceState)rows.GetInt32(2), rows.GetInt32(3), rows.GetInt32(4));
        }
    }

    public Task InsertAsync(UnitOfWork work, long importNo, IReadOnlyList<NewRow> rows, RowBuffer findings, CancellationToken ct) =>
        work.BulkAsync(async (connection, _) =>
        {
            await CopyAsync(
                (NpgsqlConnection)connection,
                "findings",
                ImportRowWriter.FindingColumnList,
                rows.Where(r => r.Id is not null),
                (sink, row) => findings.Replay(row.From, row.To, sink),
                ct);
            await CopyAsync(
                (NpgsqlConnection)connection,
                "occurrences",
                ImportRowWriter.OccurrenceColumnList,
                rows,
                (sink, row) => ImportRowWriter.WriteOccurrence(sink, row, importNo),
                ct);
            return 0;
        });

    public Task StageAsync(UnitOfWork work, long importNo, long firstSeq, IReadOnlyList<StagedChange> rows, CancellationToken ct) =>
        work.BulkAsync(async (connection, _) =>
        {
            var seq = firstSeq;
            await CopyAsync(
                (NpgsqlConnection)connection,
                "import_changes",
                ImportRowWriter.ChangeColumnList,
                rows,
                (sink, row) => _writer.WriteChange(sink, row, importNo, seq++),
                ct);
            return 0;
        });

    public async ValueTask DisposeAsync()
    {
        // Something may still be read ahead that nobody waits for any more.
        await _aheadTurn.WaitAsync();
        _aheadTurn.Dispose();
        await _following.DisposeAsync();
        await _ahead.DisposeAsync();
        await _occurrences.DisposeAsync();
        await _findings.DisposeAsync();
        await _reader.DisposeAsync();
    }

    private static Fingerprint ReadFingerprint(NpgsqlDataReader rows) => Fingerprint.From(rows.GetFieldValue<byte[]>(0));

    /// <summary>From the six columns behind the fingerprint.</summary>
    private static KnownOccurrence ReadOccurrence(NpgsqlDataReader rows) => new(
        rows.GetInt64(1), rows.GetInt64(2), (OccurrenceState)rows.GetInt32(3), rows.GetInt32(4), rows.GetInt32(5), rows.GetInt64(6));

    private static async Task CopyAsync<T>(
        NpgsqlConnection connection, string table, string columns, IEnumerable<T> rows, Action<IValueSink, T> write, CancellationToken ct)
    {
        await using var importer = await connection.BeginBinaryImportAsync($"COPY {table} ({columns}) FROM STDIN (FORMAT binary)", ct);
        var sink = new CopySink(importer);
        foreach (var row in rows)
        {
            importer.StartRow();
            write(sink, row);
        }

        await importer.CompleteAsync(ct);
    }

    private sealed class CopySink(NpgsqlBinaryImporter importer) : IValueSink
    {
        public void Text(string? value)
        {
            if (value is null)
                importer.WriteNull();
            else
                importer.Write(value, NpgsqlDbType.Text);
        }

        // In this format a text is its bytes, without a type.
        public void Utf8(ReadOnlyMemory<byte> value) => importer.Write(value, NpgsqlDbType.Bytea);

        public void Integer(int? value)
        {
            if (value is { } number)
                importer.Write(number, NpgsqlDbType.Integer);
            else
                importer.WriteNull();
        }

        public void Long(long value) => importer.Write(value, NpgsqlDbType.Bigint);

        public void Bytes(Fingerprint value) => importer.Write(value.ToArray(), NpgsqlDbType.Bytea);

        public void Uuid(Guid value) => importer.Write(value, NpgsqlDbType.Uuid);

        public void Instant(DateTimeOffset? value)
        {
            if (value is { } instant)
                importer.Write(instant.UtcDateTime, NpgsqlDbType.TimestampTz);
            else
                importer.WriteNull();
        }
    }
}
