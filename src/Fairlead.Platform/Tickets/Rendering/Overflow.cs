namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>Whether a description tells all there is; where it does not, the list of findings is attached to the issue.</summary>
internal enum Overflow
{
    None = 0,

    /// <summary>Findings, or texts of theirs, are counted or cut that the text does not tell.</summary>
    Unnamed = 1,

    /// <summary>The text is longer than Jira takes, and cut.</summary>
    Cut = 2,
}
