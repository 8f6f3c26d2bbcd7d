namespace Fairlead.Jira.Transport;

/// <summary>The caller's condition no longer held when a request could have gone out.</summary>
internal sealed class WithdrawnException() : Exception("Fairlead gave the call up before anything of it was sent: it was told to stop, or the call waited too long for its turn.");
