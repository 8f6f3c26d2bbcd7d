using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Fairlead.Kernel.Identity;

/// <summary>A connection to a Jira site.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<ConnectionId>))]
public readonly record struct ConnectionId(Guid Value) : ITypedId<ConnectionId>
{
    public static ConnectionId From(Guid value) => new(value);

    public static ConnectionId New(TimeProvider clock) => TypedId.New<ConnectionId>(clock);

    public static ConnectionId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ConnectionId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ConnectionId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>A finding.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<FindingId>))]
public readonly record struct FindingId(Guid Value) : ITypedId<FindingId>
{
    public static FindingId From(Guid value) => new(value);

    public static FindingId New(TimeProvider clock) => TypedId.New<FindingId>(clock);

    public static FindingId Parse(string s, IFormatProvider? provider) => TypedId.Parse<FindingId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FindingId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>One report, push or scan taken in.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<ImportId>))]
public readonly record struct ImportId(Guid Value) : ITypedId<ImportId>
{
    public static ImportId From(Guid value) => new(value);

    public static ImportId New(TimeProvider clock) => TypedId.New<ImportId>(clock);

    public static ImportId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ImportId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ImportId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>What an import can speak for.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<ScopeId>))]
public readonly record struct ScopeId(Guid Value) : ITypedId<ScopeId>
{
    public static ScopeId From(Guid value) => new(value);

    public static ScopeId New(TimeProvider clock) => TypedId.New<ScopeId>(clock);

    public static ScopeId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ScopeId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ScopeId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>A ticket configuration.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<TicketConfigurationId>))]
public readonly record struct TicketConfigurationId(Guid Value) : ITypedId<TicketConfigurationId>
{
    public static TicketConfigurationId From(Guid value) => new(value);

    public static TicketConfigurationId New(TimeProvider clock) => TypedId.New<TicketConfigurationId>(clock);

    public static TicketConfigurationId Parse(string s, IFormatProvider? provider) => TypedId.Parse<TicketConfigurationId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TicketConfigurationId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>Our link from a group of findings to one Jira issue.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<TicketId>))]
public readonly record struct TicketId(Guid Value) : ITypedId<TicketId>
{
    public static TicketId From(Guid value) => new(value);

    public static TicketId New(TimeProvider clock) => TypedId.New<TicketId>(clock);

    public static TicketId Parse(string s, IFormatProvider? provider) => TypedId.Parse<TicketId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TicketId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>One run of plan and apply.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<SyncRunId>))]
public readonly record struct SyncRunId(Guid Value) : ITypedId<SyncRunId>
{
    public static SyncRunId From(Guid value) => new(value);

    public static SyncRunId New(TimeProvider clock) => TypedId.New<SyncRunId>(clock);

    public static SyncRunId Parse(string s, IFormatProvider? provider) => TypedId.Parse<SyncRunId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SyncRunId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>What one comment did to findings.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<CommentEffectId>))]
public readonly record struct CommentEffectId(Guid Value) : ITypedId<CommentEffectId>
{
    public static CommentEffectId From(Guid value) => new(value);

    public static CommentEffectId New(TimeProvider clock) => TypedId.New<CommentEffectId>(clock);

    public static CommentEffectId Parse(string s, IFormatProvider? provider) => TypedId.Parse<CommentEffectId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CommentEffectId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>A person or service that signs in to Fairlead.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<UserId>))]
public readonly record struct UserId(Guid Value) : ITypedId<UserId>
{
    public static UserId From(Guid value) => new(value);

    public static UserId New(TimeProvider clock) => TypedId.New<UserId>(clock);

    public static UserId Parse(string s, IFormatProvider? provider) => TypedId.Parse<UserId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UserId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>An API token of Fairlead.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<ApiTokenId>))]
public readonly record struct ApiTokenId(Guid Value) : ITypedId<ApiTokenId>
{
    public static ApiTokenId From(Guid value) => new(value);

    public static ApiTokenId New(TimeProvider clock) => TypedId.New<ApiTokenId>(clock);

    public static ApiTokenId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ApiTokenId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ApiTokenId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>An entry of the audit trail.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<ActivityId>))]
public readonly record struct ActivityId(Guid Value) : ITypedId<ActivityId>
{
    public static ActivityId From(Guid value) => new(value);

    public static ActivityId New(TimeProvider clock) => TypedId.New<ActivityId>(clock);

    public static ActivityId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ActivityId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ActivityId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>A runtime alert with all its repeats.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<AlertId>))]
public readonly record struct AlertId(Guid Value) : ITypedId<AlertId>
{
    public static AlertId From(Guid value) => new(value);

    public static AlertId New(TimeProvider clock) => TypedId.New<AlertId>(clock);

    public static AlertId Parse(string s, IFormatProvider? provider) => TypedId.Parse<AlertId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AlertId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>Who is told of things: a webhook or e-mail addresses.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<ReceiverId>))]
public readonly record struct ReceiverId(Guid Value) : ITypedId<ReceiverId>
{
    public static ReceiverId From(Guid value) => new(value);

    public static ReceiverId New(TimeProvider clock) => TypedId.New<ReceiverId>(clock);

    public static ReceiverId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ReceiverId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ReceiverId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>One message to a receiver.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<NotificationId>))]
public readonly record struct NotificationId(Guid Value) : ITypedId<NotificationId>
{
    public static NotificationId From(Guid value) => new(value);

    public static NotificationId New(TimeProvider clock) => TypedId.New<NotificationId>(clock);

    public static NotificationId Parse(string s, IFormatProvider? provider) => TypedId.Parse<NotificationId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out NotificationId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>What is done about findings that meet conditions.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<FindingRuleId>))]
public readonly record struct FindingRuleId(Guid Value) : ITypedId<FindingRuleId>
{
    public static FindingRuleId From(Guid value) => new(value);

    public static FindingRuleId New(TimeProvider clock) => TypedId.New<FindingRuleId>(clock);

    public static FindingRuleId Parse(string s, IFormatProvider? provider) => TypedId.Parse<FindingRuleId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FindingRuleId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>What lets alerts through to tickets, and when.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<AlertTriggerId>))]
public readonly record struct AlertTriggerId(Guid Value) : ITypedId<AlertTriggerId>
{
    public static AlertTriggerId From(Guid value) => new(value);

    public static AlertTriggerId New(TimeProvider clock) => TypedId.New<AlertTriggerId>(clock);

    public static AlertTriggerId Parse(string s, IFormatProvider? provider) => TypedId.Parse<AlertTriggerId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AlertTriggerId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>A look for secrets that somebody asked for.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<SecretScanId>))]
public readonly record struct SecretScanId(Guid Value) : ITypedId<SecretScanId>
{
    public static SecretScanId From(Guid value) => new(value);

    public static SecretScanId New(TimeProvider clock) => TypedId.New<SecretScanId>(clock);

    public static SecretScanId Parse(string s, IFormatProvider? provider) => TypedId.Parse<SecretScanId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SecretScanId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>A secret in a project of Jira.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<SecretFindingId>))]
public readonly record struct SecretFindingId(Guid Value) : ITypedId<SecretFindingId>
{
    public static SecretFindingId From(Guid value) => new(value);

    public static SecretFindingId New(TimeProvider clock) => TypedId.New<SecretFindingId>(clock);

    public static SecretFindingId Parse(string s, IFormatProvider? provider) => TypedId.Parse<SecretFindingId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SecretFindingId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}

/// <summary>What administrators say may stand in Jira, whichever rule finds it.</summary>
[JsonConverter(typeof(TypedIdJsonConverter<SecretAllowId>))]
public readonly record struct SecretAllowId(Guid Value) : ITypedId<SecretAllowId>
{
    public static SecretAllowId From(Guid value) => new(value);

    public static SecretAllowId New(TimeProvider clock) => TypedId.New<SecretAllowId>(clock);

    public static SecretAllowId Parse(string s, IFormatProvider? provider) => TypedId.Parse<SecretAllowId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SecretAllowId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => Value.ToString("D");
}
