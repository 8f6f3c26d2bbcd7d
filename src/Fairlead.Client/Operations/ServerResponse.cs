namespace Fairlead.Client.Operations;

/// <summary>What answers, and on what.</summary>
/// <param name="Database"><c>sqlite</c> or <c>postgres</c>.</param>
public sealed record ServerResponse(string Product, string Version, Guid InstanceId, string Database, DateTimeOffset StartedAt);
