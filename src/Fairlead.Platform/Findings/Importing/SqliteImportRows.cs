using System.Runtime.CompilerServices;
using Fairlead.Storage;
using Microsoft.Data.Sqlite;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>Point lookups and prepared inserts: in one process there is no round trip to save by larger statements.</summary>
internal sealed class SqliteImportRows : IImportRows
{
    private readonly SqliteConnection _reader;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _end;
    private readonly SqliteStatement _occurrence;
    private readonly SqliteStatement _following;
    private readonly SqliteStatement _finding;
    private readonly ImportRowWriter _writer = new();

    public SqliteImportRows(SqliteConnection reader)
    {
        _reader = reader;
        using (var command = reader.CreateCommand())
        {
            // The lookups go everywhere in one index.
            command.CommandText = "PRAGMA cache_size=-12288";
            command.ExecuteNonQuery();
        }

        _begin = new SqliteStatement(reader, "BEGIN");
        _end = new SqliteStatement(reader, "COMMIT");
        _occurrence = new SqliteStatement(
            reader,
            """
            SELECT o.finding_no, o.ordinal, o.state, o.items, o.misses, o.content_hash
              FROM findings f JOIN occurrences o ON o.scope_no = ?1 AND o.finding_no = f.no
             WHERE f.fingerprint = ?2
            """);
        _following = new SqliteStatement(
            reader,
            """
            SELECT finding_no, ordinal, state, items, misses, content_hash, fingerprint
              FROM occurrences WHERE scope_no = ?1 AND finding_no > ?2 ORDER BY finding_no LIMIT ?3
            """);
        _finding = new SqliteStatement(reader, "SELECT no, source_state FROM findings WHERE fingerprint = ?1");
    }

    public Task LookUpAsync(
        long scopeNo, IReadOnlyList<Fingerprint> fingerprints, Dictionary<Fingerprint, KnownOccurrence> known, CancellationToken ct)
    {
        InOneSnapshot(() =>
        {
            foreach (var fingerprint in fingerprints)
            {
                _occurrence.Long(scopeNo);
                _occurrence.Bytes(fingerprint);
                if (_occurrence.Step())
                    known[fingerprint] = ReadOccurrence(_occurrence);
                _occurrence.Reset();
            }
        });
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<PlacedOccurrence>> ReadOnAsync(long scopeNo, long afterFindingNo, int limit, CancellationToken ct)
    {
        var portion = new List<PlacedOccurrence>(limit);
        _following.Long(scopeNo);
        _following.Long(afterFindingNo);
        _following.Long(limit);
        while (_following.Step())
            portion.Add(new PlacedOccurrence(_following.ReadFingerprint(6), ReadOccurrence(_following)));
        _following.Reset();
        return Task.FromResult<IReadOnlyList<PlacedOccurrence>>(portion);
    }

    public Task<Dictionary<Fingerprint, KnownFinding>> LookUpFindingsAsync(
        IReadOnlyList<Fingerprint> fingerprints, CancellationToken ct)
    {
        var known = new Dictionary<Fingerprint, KnownFinding>();
        InOneSnapshot(() =>
        {
            foreach (var fingerprint in fingerprints)
            {
                _finding.Bytes(fingerprint);
                if (_finding.Step())
                    known[fingerprint] = new KnownFinding(_finding.ReadLong(0), (OccurrenceState)_finding.ReadInt(1));
                _finding.Reset();
            }
        });
        return Task.FromResult(known);
    }

    public async IAsyncEnumerable<LiveOccurrence> ScanAsync(long scopeNo, [EnumeratorCancellation] CancellationToken ct)
    {
        using var scan = new SqliteStatement(
            _reader,
            "SELECT finding_no, ordinal, state, items, misses FROM occurrences WHERE scope_no = ?1 AND state <> 5");
        scan.Long(scopeNo);
        while (scan.Step())
        {
            ct.ThrowIfCancellationRequested();
            yield return new LiveOccurrence(
                scan.ReadLong(0),
                scan.ReadLong(1),
                (OccurrenceState)scan.ReadInt(2),
                scan.ReadInt(3),
                scan.ReadInt(4));
        }

        await Task.CompletedTask;
    }

    public Task InsertAsync(UnitOfWork work, long importNo, IReadOnlyList<NewRow> rows, RowBuffer findings, CancellationToken ct) =>
        work.BulkAsync((connection, _) =>
        {
            using (var finding = Insert(connection, "findings", ImportRowWriter.FindingColumnList))
            {
                foreach (var row in rows.Where(r => r.Id is not null))
                {
                    findings.Replay(row.From, row.To, finding);
                    finding.Execute();
                }
            }

            using var occurrence = Insert(connection, "occurrences", ImportRowWriter.OccurrenceColumnList);
            foreach (var row in rows)
            {
                ImportRowWriter.WriteOccurrence(occurrence, row, importNo);
                occurrence.Execute();
            }

            return Task.FromResult(0);
        });

    public Task StageAsync(UnitOfWork work, long importNo, long firstSeq, IReadOnlyList<StagedChange> rows, CancellationToken ct) =>
        work.BulkAsync((connection, _) =>
        {
            using var change = Insert(connection, "import_changes", ImportRowWriter.ChangeColumnList);
            for (var i = 0; i < rows.Count; i++)
            {
                _writer.WriteChange(change, rows[i], importNo, firstSeq + i);
                change.Execute();
            }

            return Task.FromResult(0);
        });

    public async ValueTask DisposeAsync()
    {
        _begin.Dispose();
        _end.Dispose();
        _occurrence.Dispose();
        _following.Dispose();
        _finding.Dispose();
        await _reader.DisposeAsync();
    }

    /// <summary>From the first six columns.</summary>
    private static KnownOccurrence ReadOccurrence(SqliteStatement row) => new(
        row.ReadLong(0), row.ReadLong(1), (OccurrenceState)row.ReadInt(2), row.ReadInt(3), row.ReadInt(4), row.ReadLong(5));

    private static SqliteStatement Insert(System.Data.Common.DbConnection connection, string table, string columns)
    {
        var values = string.Join(", ", Enumerable.Repeat("?", columns.Count(c => c == ',') + 1));
        return new SqliteStatement((SqliteConnection)connection, $"INSERT INTO {table} ({columns}) VALUES ({values})");
    }

    private void InOneSnapshot(Action lookUps)
    {
        _begin.Execute();
        try
        {
            lookUps();
        }
        finally
        {
            _end.Execute();
        }
    }
}
