struct BuiltInClaims { let spaces: [ProofSpace]
func results(_ b: inout ProofBudget) -> [ClaimResult] { [] } }
