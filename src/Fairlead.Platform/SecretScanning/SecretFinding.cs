using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecretScanning.Reading;

namespace Fairlead.Platform.SecretScanning;

/// <summary>A value in a project that is a secret by a rule. The value itself is not known here.</summary>
/// <param name="Masked">Its first four characters at most, and its length.</param>
/// <param name="CheckHolds">Whether the vendor's checksum holds; <see langword="null"/>: there is none.</param>
/// <param name="GoneAt">UTC. Since when it stands nowhere; <see langword="null"/> while it does.</param>
/// <param name="Review">Who said that it is fine here, and when; <see langword="null"/>: nobody.</param>
public sealed record SecretFinding(
    SecretFindingId Id, ConnectionId Connection, string ProjectId, string Rule, string Masked, Severity Severity, bool? CheckHolds,
    DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, DateTimeOffset? GoneAt, SecretReview? Review, IReadOnlyList<SecretPlace> Places)
{
    /// <summary>Who said that it is worthless by now, and when; <see langword="null"/>: nobody.</summary>
    public SecretRevocation? Revocation { get; init; }

    /// <summary>It was edited away, but an issue's history still shows it.</summary>
    public bool IsHistorical => Places.Count > 0 && Places.All(place => place.IsHistorical);
}

/// <summary>Where a secret stands.</summary>
/// <param name="IssueKey">In its project as that is called now, as far as it is known here.</param>
/// <param name="Column">In bytes of UTF-8, from 1; so is the line.</param>
public sealed record SecretPlace(
    string IssueKey, IssueTextKind Kind, string PlaceId, string PlaceName, bool IsHistorical, long Line, long Column)
{
    /// <summary>The number of the issue, which stays when it is called otherwise.</summary>
    public long IssueId { get; init; }
}

/// <summary>Somebody said of an exact value that it is fine in a project.</summary>
public sealed record SecretReview(string By, DateTimeOffset At);

/// <summary>Somebody made a secret worthless where it was issued, wherever its text still stands.</summary>
public sealed record SecretRevocation(string By, DateTimeOffset At);
