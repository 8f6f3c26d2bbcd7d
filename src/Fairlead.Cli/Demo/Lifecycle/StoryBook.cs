namespace Fairlead.Cli.Demo.Lifecycle;

/// <summary>The steps of a story that were told.</summary>
/// <param name="told">Called with each step when it is over.</param>
internal sealed class StoryBook(Action<StoryStep> told)
{
    private readonly List<StoryStep> _steps = [];
    private readonly List<string> _did = [];

    public IReadOnlyList<StoryStep> Steps => _steps;

    /// <summary>What Fairlead did in the step that is being told.</summary>
    public IReadOnlyList<string> Did => _did;

    public void Note(string did) => _did.Add(did);

    /// <param name="holds">Looks whether it came as expected, which may tell more of what was done.</param>
    public async Task StepAsync(
        string title, string happened, Func<CancellationToken, Task> happen, string expected,
        Func<CancellationToken, Task<(bool IsAsPromised, IReadOnlyList<StoryTicket> Tickets)>> holds, CancellationToken ct)
    {
        _did.Clear();
        await happen(ct);
        var (isAsPromised, tickets) = await holds(ct);
        var step = new StoryStep(title, happened, [.. _did], expected, isAsPromised, tickets);
        _steps.Add(step);
        told(step);
    }
}
