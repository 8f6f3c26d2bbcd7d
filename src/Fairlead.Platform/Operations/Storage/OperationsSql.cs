namespace Fairlead.Platform.Operations.Storage;

/// <summary>Names the folder in which this room's statements are embedded.</summary>
internal static class OperationsSql;
