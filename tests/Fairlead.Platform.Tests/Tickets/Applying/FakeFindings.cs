using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Findings in a list, as a test wants them.</summary>
internal sealed class FakeFindings(TimeProvider clock) : IFindingSource
{
    private readonly Dictionary<int, (ContentFinding Content, DateTimeOffset OpenedAt)> _findings = [];

    /// <summary>How often all were read.</summary>
    public int Reads { get; private set; }

    public IReadOnlyCollection<ContentFinding> All => [.. _findings.Values.Select(f => f.Content)];

    public IReadOnlyCollection<int> Numbers => [.. _findings.Keys];

    public void Add(int number, string rule = "CVE-1", Severity severity = Severity.High, string asset = "api", string? title = null) =>
        _findings[number] = (Sample(number, rule, severity, asset, title ?? $"Weakness {rule}"), clock.GetUtcNow());

    public void AddMany(int count)
    {
        for (var i = 1; i <= count; i++)
            Add(i, $"CVE-{i}", (Severity)(1 + (i % 5)));
    }

    public void Close(int number) => Change(number, f => f with { IsOpen = false, Status = "fixed" });

    /// <summary>The filter lets it in no more.</summary>
    public void Leave(int number) => _findings.Remove(number);

    /// <summary>Somebody decides on the finding; what was closed is opened by that.</summary>
    public void Decide(int number, FindingStatus status)
    {
        var (content, openedAt) = _findings[number];
        _findings[number] = (
            content with { IsOpen = status.IsOpen, Status = CatalogFindings.WordsOf(status) },
            status.IsOpen && !content.IsOpen ? clock.GetUtcNow() : openedAt);
    }

    public void Reopen(int number) =>
        _findings[number] = (_findings[number].Content with { IsOpen = true, Status = "active" }, clock.GetUtcNow());

    public void Change(int number, Func<ContentFinding, ContentFinding> change) =>
        _findings[number] = (change(_findings[number].Content), _findings[number].OpenedAt);

    public Task<DateTimeOffset> KnownAtAsync(DateTimeOffset at, CancellationToken ct) => Task.FromResult(at);

    public async IAsyncEnumerable<PlannedFinding> StreamAsync(TicketFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        Reads++;
        foreach (var (finding, openedAt) in _findings.Values)
            yield return Planned(finding, openedAt);
    }

    public Task<IReadOnlyList<PlannedFinding>> PlannedAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<PlannedFinding>>(
            [.. ids.Select(NumberOf).Where(_findings.ContainsKey).Select(n => Planned(_findings[n].Content, _findings[n].OpenedAt))]);

    private static PlannedFinding Planned(ContentFinding finding, DateTimeOffset openedAt) => new(
        finding.Id, finding.Kind, finding.Severity, finding.Scanner, finding.Asset, finding.Rule, finding.Package, finding.Location,
        finding.IsOpen, openedAt, ContentOf(finding))
    {
        Status = StatusOf(finding),
    };

    /// <summary>The same in each process.</summary>
    private static UInt128 ContentOf(ContentFinding finding) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Title}\n{finding.Description}\n{finding.Severity}\n{finding.Status}")));

    public Task<IReadOnlyList<ContentFinding>> ContentAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<ContentFinding>>([.. ids.Select(NumberOf).Where(_findings.ContainsKey).Select(n => _findings[n].Content)]);

    public Task<NamedMembers> NamedAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct)
    {
        var members = ids.Select(NumberOf).Where(_findings.ContainsKey).Select(n => _findings[n].Content).Select(f => new GroupMember(f.IsOpen, f.Severity, f.Id)).ToList();
        return Task.FromResult(new NamedMembers(GroupMember.Named(members), members.Count(m => m.IsOpen)));
    }

    internal static FindingStatus StatusOf(ContentFinding finding) => Enum.GetValues<FindingStatus>().Single(s => CatalogFindings.WordsOf(s) == finding.Status);

    internal static FindingId IdOf(int number) => new(new Guid(number, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7));

    private static int NumberOf(FindingId id) => BitConverter.ToInt32(id.Value.ToByteArray());

    internal static ContentFinding Sample(int number, string rule, Severity severity, string asset, string title) => new(
        IdOf(number),
        FindingKind.Vulnerability,
        severity,
        title,
        asset,
        "trivy",
        rule,
        "openssl",
        "1.0.0",
        "1.0.1",
        "Dockerfile",
        "A weakness that can be used.",
        "Update the package.",
        ["https://example.test/advisory"],
        "active",
        true,
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
}
