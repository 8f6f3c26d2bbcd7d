namespace Fairlead.Platform.Tickets;

/// <summary>One thing that is wrong with a configuration, or odd about it.</summary>
/// <param name="Path">Where, such as <c>priorities.critical</c>.</param>
/// <param name="Fix">What to write instead; <see langword="null"/> when the message says it.</param>
public sealed record ConfigurationFault(string Path, string Message, string? Fix = null)
{
    /// <summary>Jira's name of a field that <see cref="Path"/> knows by its id, with the id; <see langword="null"/> where the path says it.</summary>
    public string? Field { get; init; }

    /// <summary>For people who see the path beside it, such as <c>fields.customfield_10054</c>.</summary>
    public string Told => Field is null ? Message : $"{Field}: {Message}";
}

/// <summary>What a check of a configuration found, against the live project.</summary>
/// <param name="Result">With Jira's ids in the place of names; <see langword="null"/> when there are problems.</param>
internal sealed record ConfigurationCheck(
    TicketConfiguration? Result, IReadOnlyList<ConfigurationFault> Problems, IReadOnlyList<ConfigurationFault> Warnings);

/// <summary>What came of saving a configuration.</summary>
internal abstract record SaveOutcome
{
    private SaveOutcome()
    {
    }

    /// <param name="Change"><c>created</c>, <c>updated</c> or <c>unchanged</c>.</param>
    public sealed record Saved(TicketConfiguration Configuration, string Change, IReadOnlyList<ConfigurationFault> Warnings) : SaveOutcome;

    public sealed record Invalid(IReadOnlyList<ConfigurationFault> Problems, IReadOnlyList<ConfigurationFault> Warnings) : SaveOutcome;

    public sealed record NameTaken : SaveOutcome;

    /// <summary>Somebody else changed it at the same time.</summary>
    public sealed record Conflict : SaveOutcome;

    public sealed record Unknown : SaveOutcome;
}
