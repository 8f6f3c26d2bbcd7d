namespace Fairlead.Jira.Transport;

/// <summary>The caller's condition no longer held when a request could have gone out.</summary>
internal sealed class WithdrawnException() : Exception("It waited so long that it was no longer to be sent.");
