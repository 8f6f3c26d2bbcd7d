namespace Fairlead.Jira.Transport;

/// <summary>Thrown inside the dialling of a connection, and turned into <see cref="JiraFailureCause.AddressRefused"/> outside of it.</summary>
public sealed class AddressRefusedException(string message) : IOException(message);
