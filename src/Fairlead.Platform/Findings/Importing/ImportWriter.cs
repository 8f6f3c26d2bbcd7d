using Fairlead.Platform.Findings.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// Writes what an import decides, in short transactions so that other writers get their turn. One is being written while what
/// the next one holds is collected: a row that left is in the database only after <see cref="FinishAsync"/>.
/// </summary>
internal sealed class ImportWriter(Database database, IImportRows rows, AliasResolver aliases, ImportRow import) : IAsyncDisposable
{
    private const int MaxWaitingRows = 8192;

    // Just under a power of two, to which a RowBuffer grows.
    private const int MaxWaitingSize = (8 << 20) - (64 << 10);

    private readonly ImportRowWriter _format = new();
    private Batch _waiting = new();
    private Batch _leaving = new();
    private Task _writing = Task.CompletedTask;

    /// <summary>How many changes there are in all.</summary>
    public long Staged { get; private set; }

    public bool IsFull =>
        _waiting.NewRows.Count + _waiting.Changes.Count >= MaxWaitingRows || _waiting.Findings.Length + _waiting.Size >= MaxWaitingSize;

    private bool IsEmpty => _waiting.NewRows.Count + _waiting.Changes.Count + aliases.Unwritten == 0;

    public void Add(NewRow row, Candidate candidate)
    {
        _waiting.NewRows.Add(row);
        Describe(row, candidate);
    }

    /// <summary>Lets another entry stand for a row that still waits.</summary>
    public void Describe(NewRow row, Candidate candidate)
    {
        (row.State, row.ContentHash) = (candidate.State, candidate.ContentHash);
        row.From = _waiting.Findings.Length;
        if (row.Id is not null)
            _format.WriteFinding(_waiting.Findings, row, candidate, import.No, import.StartedAt);
        row.To = _waiting.Findings.Length;
    }

    public void Stage(StagedChange change)
    {
        _waiting.Changes.Add(change);
        _waiting.Size += change.Content?.Size ?? 0;
        Staged++;
    }

    /// <summary>Starts to write what waits, after what was being written.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await FinishAsync();
        if (IsEmpty)
            return;
        var leaving = _waiting;
        (_waiting, _leaving) = (_leaving, _waiting);
        _waiting.Clear(firstSeq: leaving.FirstSeq + leaving.Changes.Count);

        // Names are looked up as they are added: they do not go on meanwhile. Asked first, because writing forgets them.
        var hasNames = aliases.Unwritten > 0;
        _writing = Task.Run(() => WriteAsync(leaving, ct), CancellationToken.None);
        if (hasNames)
            await FinishAsync();
    }

    /// <summary>Until nothing is being written.</summary>
    public async Task FinishAsync()
    {
        try
        {
            await _writing;
        }
        finally
        {
            _writing = Task.CompletedTask;
        }
    }

    /// <summary>Nothing is being written any more afterwards, whatever came of it.</summary>
    public async ValueTask DisposeAsync() =>
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task WriteAsync(Batch batch, CancellationToken ct)
    {
        await using (var work = await database.BeginAsync(ct))
        {
            await ImportStore.FenceAsync(work, import, ct);
            await aliases.WriteAsync(work, ct);
            await rows.InsertAsync(work, import.No, batch.NewRows, batch.Findings, ct);
            await rows.StageAsync(work, import.No, batch.FirstSeq, batch.Changes, ct);
            await work.CommitAsync(ct);
        }

        KillPoint.Hit("import.after-stage");
    }

    private sealed class Batch
    {
        public List<NewRow> NewRows { get; } = [];

        public List<StagedChange> Changes { get; } = [];

        public RowBuffer Findings { get; } = new();

        public long FirstSeq { get; private set; } = 1;

        public int Size { get; set; }

        public void Clear(long firstSeq)
        {
            NewRows.Clear();
            Changes.Clear();
            Findings.Clear();
            (FirstSeq, Size) = (firstSeq, 0);
        }
    }
}
