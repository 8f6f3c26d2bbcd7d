using System.Text.Json.Serialization;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Secrets;

[JsonConverter(typeof(JsonStringEnumConverter<SecretScanStateName>))]
public enum SecretScanStateName
{
    [JsonStringEnumMemberName("waiting")]
    Waiting = 1,

    [JsonStringEnumMemberName("atWork")]
    AtWork = 2,

    [JsonStringEnumMemberName("done")]
    Done = 3,

    [JsonStringEnumMemberName("failed")]
    Failed = 4,
}

/// <summary>What to look through. Without project and issue: every project that the connection's account may browse.</summary>
/// <param name="Connection">Its name or id.</param>
/// <param name="Project">Key or id.</param>
/// <param name="Issue">Key; then not with a project.</param>
/// <param name="Force">Also what has not changed since it was looked at.</param>
public sealed record SecretScanRequest(string Connection, string? Project = null, string? Issue = null, bool Force = false);

/// <param name="Issue">Null: all of the project.</param>
/// <param name="Total">Issues to do; null while that is not known.</param>
/// <param name="Bytes">Of text that was looked through, UTF-8.</param>
/// <param name="Matches">Places at which a secret was found.</param>
/// <param name="Attachments">Whose contents were looked through.</param>
/// <param name="Skipped">What was not looked through, or not whole, by cause.</param>
/// <param name="Problem">Of a failed one why; of one that waits, why it could not go on when it was tried last.</param>
/// <param name="SpeedLimit">What keeps one that is at work from going faster at this moment, in a few words.</param>
public sealed record SecretScanResponse(
    SecretScanId Id, ConnectionId Connection, string Project, string? Issue, bool Force, SecretScanStateName State, string RequestedBy,
    DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, long? Total, long Issues, long Texts, long Bytes, long Matches, long Attachments,
    IReadOnlyList<SecretSkipCount> Skipped, string? Problem,
    string? SpeedLimit);

/// <param name="Cause"><c>tooLarge</c>, <c>encrypted</c>, <c>noText</c> (pictures, sounds, videos, fonts, programs), <c>unpackingLimit</c>, <c>noPdfProgram</c>, <c>tooSlow</c>, <c>unreadable</c>, <c>gone</c>, <c>forbidden</c>, <c>notGiven</c>, <c>tooManyMatches</c>, <c>ruleStalled</c> or <c>unknownKind</c> (text may be in it, and Fairlead takes none out).</param>
public sealed record SecretSkipCount(string Cause, long Count);

/// <summary>Something that was not looked through, or not whole.</summary>
/// <param name="PlaceId">Of the attachment; empty: the issue itself.</param>
/// <param name="PlaceName">The file, and the one inside it.</param>
/// <param name="Cause">As in <see cref="SecretSkipCount"/>; what holds no text is not listed.</param>
public sealed record SecretSkippedResponse(string Issue, string PlaceId, string PlaceName, string Cause);

/// <param name="Start">Of the first one, from 0.</param>
public sealed record SecretsSkippedResponse(long Start, int Size, long Total, IReadOnlyList<SecretSkippedResponse> Values);

/// <param name="Begun">Scans that were carried out, or tried.</param>
public sealed record SecretScansRun(int Begun);

/// <param name="Kind"><c>summary</c>, <c>description</c>, <c>environment</c>, <c>field</c>, <c>comment</c>, <c>worklog</c>, <c>attachmentName</c> or <c>attachment</c>.</param>
/// <param name="Historical">No longer in the text, but in the issue's history.</param>
/// <param name="Column">In bytes of UTF-8, from 1; so is the line.</param>
public sealed record SecretPlaceResponse(string Issue, string Kind, string PlaceId, string PlaceName, bool Historical, long Line, long Column);

/// <summary>A value in a project that is a secret by a rule. The value itself is never told.</summary>
/// <param name="Masked">Its first four characters at most, and its length.</param>
/// <param name="CheckHolds">Whether the vendor's checksum holds; null: there is none.</param>
/// <param name="Historical">Every place is in the history only.</param>
/// <param name="RevokedBy">Who said that its owner did; null: nobody.</param>
/// <param name="Revoke">What its owner does to make it worthless.</param>
public sealed record SecretFindingResponse(
    SecretFindingId Id, string Project, string Rule, string Title, Severity Severity, string Masked, bool? CheckHolds, bool Historical,
    DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, string? ReviewedBy, DateTimeOffset? ReviewedAt, string? RevokedBy, DateTimeOffset? RevokedAt,
    string? Revoke, IReadOnlyList<SecretPlaceResponse> Places);

/// <param name="Start">Of the first one, from 0.</param>
public sealed record SecretFindingsResponse(long Start, int Size, long Total, IReadOnlyList<SecretFindingResponse> Values);

/// <summary>This exact text is fine in this project, now and whenever it comes again.</summary>
/// <param name="Text">Hashed on arrival; neither stored nor logged.</param>
/// <param name="Rule">By which it was found; not needed to take a review back.</param>
public sealed record SecretReviewRequest(string Connection, string Project, string Text, string? Rule = null);

/// <summary>What masking a secret in Jira does or did, place by place.</summary>
/// <param name="Masked">Its first four characters at most, and its length.</param>
/// <param name="Replacement">What stands in its place.</param>
/// <param name="Warning">What masking cannot do.</param>
public sealed record SecretMaskResponse(SecretFindingId Id, string Rule, string Masked, string Replacement, string Warning, IReadOnlyList<SecretMaskPlaceResponse> Places);

/// <param name="Kind">As in <see cref="SecretPlaceResponse"/>.</param>
/// <param name="State"><c>possible</c>, <c>notMasked</c> (places of this kind are not), <c>refused</c>, <c>masked</c>, <c>restored</c> or <c>unknown</c> (Jira did not say whether it took the change).</param>
/// <param name="Count">How often it stands there, where that is known; else 0.</param>
/// <param name="Detail">Why; null: there is nothing to say.</param>
public sealed record SecretMaskPlaceResponse(string Issue, string Kind, string PlaceId, string PlaceName, string State, int Count, string? Detail);
