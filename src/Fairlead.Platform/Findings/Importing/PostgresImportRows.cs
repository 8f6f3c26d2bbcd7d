using System.Runtime.CompilerServices;
using Fairlead.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>One question for a whole batch, and binary COPY.</summary>
internal sealed class PostgresImportRows : IImportRows
{
    private readonly NpgsqlConnection _reader;
    private readonly NpgsqlCommand _occurrences;
    private readonly NpgsqlCommand _findings;
    private readonly ImportRowWriter _writer = new();

    public PostgresImportRows(NpgsqlConnection reader)
    {
        _reader = reader;
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
        {
            known[ReadFingerprint(rows)] = new KnownOccurrence(
                rows.GetInt64(1), rows.GetInt64(2), (OccurrenceState)rows.GetInt32(3), rows.GetInt32(4), rows.GetInt32(5), rows.GetInt64(6));
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

    public Task InsertAsync(UnitOfWork work, long importNo, DateTimeOffset now, IReadOnlyList<NewRow> rows, CancellationToken ct) =>
        work.BulkAsync(async (connection, _) =>
        {
            await CopyAsync(
                (NpgsqlConnection)connection,
                "findings",
                ImportRowWriter.FindingColumnList,
                rows.Where(r => r.Id is not null),
                (sink, row) => _writer.WriteFinding(sink, row, importNo, now),
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
        await _occurrences.DisposeAsync();
        await _findings.DisposeAsync();
        await _reader.DisposeAsync();
    }

    private static Fingerprint ReadFingerprint(NpgsqlDataReader rows) => Fingerprint.From(rows.GetFieldValue<byte[]>(0));

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
