namespace Fairlead.Jira;

/// <summary>Whether an effectful call may still go out; asked once every wait is over, right before the first byte of its body.</summary>
public delegate ValueTask<bool> SendCondition(CancellationToken ct);
