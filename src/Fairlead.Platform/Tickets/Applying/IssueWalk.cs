using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>The way of an issue through its workflow.</summary>
/// <param name="from">Where it was.</param>
/// <param name="look">As it was read.</param>
/// <param name="knownAt">UTC. When the findings were looked at for it.</param>
internal sealed class IssueWalk(JiraStatus from, IssueLook look, DateTimeOffset knownAt)
{
    private readonly HashSet<string> _visited = [from.Id];
    private bool _hasEdited;
    private bool _hasPrepared;
    private bool _hasChosenAgain;
    private int _looks = 1;

    public JiraStatus From { get; } = from;

    public DateTimeOffset KnownAt { get; } = knownAt;

    /// <summary>The issue as last read.</summary>
    public IssueLook Look { get; private set; } = look;

    /// <summary>Whether Fairlead wrote to the issue since.</summary>
    public bool HasWritten { get; set; }

    /// <summary>Ids of fields that a closing may fill and that had a value before it.</summary>
    public IReadOnlySet<string> Taken { get; set; } = new HashSet<string>();

    public JiraStatus Status { get; private set; } = from;

    public int Steps { get; private set; }

    public bool HasMoved => Steps > 0;

    /// <summary>Whether it is written down where the issue is.</summary>
    public bool IsNoted { get; set; }

    public bool IsOwed => HasMoved && !IsNoted;

    public bool HasResent { get; set; }

    /// <summary>Why the comment on the move was not sent; <see langword="null"/>: it was, or there is none.</summary>
    public string? Unsaid { get; set; }

    /// <summary>Whether the last step had no place for the resolution that was wanted.</summary>
    public bool LacksResolution { get; private set; }

    public IReadOnlySet<string> Visited => _visited;

    public void Go(JiraStatus to, bool lacksResolution = false)
    {
        (Status, LacksResolution, HasWritten) = (to, lacksResolution, true);
        Steps++;
        _visited.Add(to.Id);
    }

    /// <summary>It is where it was; what people gave a value meanwhile is theirs too.</summary>
    public void See(IssueLook look, IEnumerable<string> taken) => (Look, HasWritten, Taken) = (look, false, Taken.Union(taken).ToHashSet());

    /// <summary>Whether it shows more than a step of which no answer came, or nothing came at all: a person may have moved it back after it.</summary>
    public bool IsChangedBySomebody(IssueLook now) =>
        now.Issue.Status!.Id != Status.Id || (!HasWritten && now.Issue.UpdatedAt != Look.Issue.UpdatedAt);

    /// <summary>Whether it may be looked at once more.</summary>
    public bool TryLook() => _looks++ < FreshIssues.MaxAttempts;

    /// <summary>Once only.</summary>
    public bool TryEdit() => !_hasEdited && (_hasEdited = true);

    /// <inheritdoc cref="TryEdit"/>
    public bool TryPrepare() => !_hasPrepared && (_hasPrepared = true);

    /// <summary>What was not sent is set after another look.</summary>
    public void TryAgain() => _hasEdited = _hasPrepared = false;

    /// <inheritdoc cref="TryEdit"/>
    public bool TryChooseAgain() => !_hasChosenAgain && (_hasChosenAgain = true);
}
