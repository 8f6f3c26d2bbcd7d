using System.Text.Json.Serialization;

namespace Fairlead.Cli.Demo;

/// <summary>What a demo did, counted from what really happened.</summary>
/// <param name="Created">Issues created in all.</param>
/// <param name="SecondRunOperations">Steps planned after the first report was imported again; 0 when Fairlead keeps its promise.</param>
/// <param name="JiraCalls">Requests that the sandbox received in all.</param>
/// <param name="JiraCallsSecondRun">Requests that it received while the first report was imported and applied again.</param>
/// <param name="Steps">The reports in the order in which they were imported.</param>
/// <param name="Server">The server's address; null when the demo ends by itself, and the address with it.</param>
/// <param name="Sandbox">The sandbox Jira's address; null like <paramref name="Server"/>.</param>
internal sealed record DemoReport(
    IReadOnlyList<DemoTicket> Tickets,
    int Created,
    int SecondRunOperations,
    int JiraCalls,
    int JiraCallsSecondRun,
    string Edition,
    IReadOnlyList<DemoStep> Steps,
    Uri? Server = null,
    Uri? Sandbox = null)
{
    /// <summary>For whoever reads it after everything has ended.</summary>
    public DemoReport WithoutAddresses() => this with { Tickets = [.. Tickets.Select(t => t with { Url = null })] };

    /// <summary>Nothing was refused, and the second run did nothing.</summary>
    [JsonIgnore]
    public bool IsAsPromised =>
        Created > 0 && SecondRunOperations == 0 && JiraCallsSecondRun == 0 && Steps.All(s => s.NotApplied == 0);
}

/// <param name="Key">Of the Jira issue; null when it could not be made.</param>
/// <param name="Status">In Jira.</param>
/// <param name="Findings">How many findings it stands for.</param>
/// <param name="Url">Its page in the sandbox; null when that has ended.</param>
internal sealed record DemoTicket(string? Key, string? Summary, string? Priority, string? Status, int Findings, string? Url);

/// <summary>One report: what was in it and what its run did.</summary>
/// <param name="NotApplied">Steps that were refused or have to wait.</param>
internal sealed record DemoStep(
    string Report, long Read, long New, long Absent, long Fixed, int Planned, int Created, int Updated, int Moved, int Commented, int NotApplied, int JiraCalls);
