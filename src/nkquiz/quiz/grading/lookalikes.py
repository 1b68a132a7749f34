"""Real words that lie within a slip or two of another real word: never read as a misspelling of it.

General dictionaries are large and hold too few of these. The list follows the look-alike names that medicines
safety bodies publish and the pairs that students mix up; order and grouping mean nothing.
"""

from __future__ import annotations

WORDS = frozenset(
    """
    prednisone prednisolone methylprednisolone betamethasone dexamethasone hydrocortisone cortisone cortisol
    ciclosporin cycloserine cyclophosphamide ifosfamide fludarabine cladribine clofarabine
    cytarabine nelarabine gemcitabine capecitabine decitabine azacitidine azathioprine flucytosine
    vincristine vinblastine vinorelbine vindesine cisplatin carboplatin oxaliplatin doxorubicin daunorubicin
    idarubicin epirubicin mitoxantrone mitomycin bleomycin busulfan melphalan treosulfan carmustine lomustine
    bendamustine lenalidomide thalidomide pomalidomide bortezomib carfilzomib ixazomib ibrutinib imatinib dasatinib
    nilotinib bosutinib ponatinib ruxolitinib fedratinib tofacitinib baricitinib upadacitinib itacitinib sirolimus
    tacrolimus everolimus temsirolimus pimecrolimus tocilizumab sarilumab siltuximab rituximab infliximab
    basiliximab cetuximab dinutuximab brentuximab isatuximab daclizumab eculizumab ravulizumab ocrelizumab
    obinutuzumab ofatumumab alemtuzumab natalizumab vedolizumab nivolumab pembrolizumab ipilimumab tremelimumab
    monalizumab lirilumab atezolizumab avelumab durvalumab emapalumab canakinumab gevokizumab ustekinumab
    secukinumab ixekizumab daratumumab elotuzumab inotuzumab gemtuzumab mogamulizumab relatlimab trastuzumab
    bevacizumab ramucirumab panitumumab anakinra abatacept belatacept etanercept rilonacept aflibercept
    hydroxyurea hydroxyzine hydralazine methotrexate pemetrexed pralatrexate metolazone acyclovir aciclovir ganciclovir
    valganciclovir valacyclovir famciclovir fluconazole voriconazole posaconazole itraconazole isavuconazole
    levetiracetam piracetam levocarnitine phenytoin fosphenytoin heparin heparan hirudin warfarin
    histidine histamine adenine adenosine guanine guanosine cytosine cytidine thymine thymidine thiamine tyrosine
    tryptophan tryptamine serotonin melatonin melanin dopamine dobutamine glutamine glutamate glutamic asparagine
    aspartate creatine creatinine carnitine carnosine insulin inulin calcitonin calcitriol calcineurin calreticulin
    calnexin calmodulin calpain caspase catalase kinase kinesin kinin lipase lipid ligase ligand lyase lactase lactose
    lactate maltose maltase sucrase sucrose cellulose cellulase amylase amylose protease proteasome proteose peptide
    peptidase polypeptide nuclease nucleus nucleolus nucleotide nucleoside nucleosome lysosome lysozyme liposome ribosome
    ribozyme centrosome centromere chromosome chromatin chromatid exosome endosome phagosome peroxisome
    sulfate sulfite sulfide sulphate sulphite sulphide nitrate nitrite nitride phosphate phosphite phosphide
    chlorate chlorite chloride globin globulin haptoglobin hemoglobin myoglobin fibrin fibrinogen fibrillin
    fibronectin fibroblast albumin albumen integrin integrase selectin selection keratin carotene carotid parotid
    perforin properdin profilin granulysin granzyme granulin defensin cathepsin cathelicidin
    plasmin plasma plasmid thrombin thrombus antigen antibody androgen estrogen interferon interleukin
    monocyte monoclonal polyclonal oligoclonal macrophage microphage myelocyte melanocyte myocyte
    mastocyte hepatocyte histiocyte phagocyte plasmacyte lymphocyte leukocyte lymphoblast
    neutrophil neutropenia neutrophilia eosinophil basophil basophilia lymphopenia lymphoma lymphoid
    myeloid myeloma myxoma myoma melanoma thyroid thymoma carcinoma carcinoid sarcoma sarcoid adenoma adenoid
    adenoids leukemia leukopenia anemia uremia ischemia glycemia hypoxia hypoxemia acidosis alkalosis ketosis
    mitosis meiosis miosis mycosis myosis necrosis nephrosis nephritis neuritis neurosis arthritis arthrosis arteritis
    apoptosis autophagy anoikis pyroptosis ferroptosis necroptosis cirrhosis psoriasis fibrosis fibrositis
    dysphagia dysphasia dysphonia dysplasia dyspepsia dysarthria aphasia aphagia aphonia aplasia aplastic ataxia
    apraxia agnosia alexia agraphia atopic atonic atrophic atrophy ectopic ectopy entopic
    ileum ilium ileal iliac mucus mucous callus callous ureter urethra ureteral urethral perineal peroneal
    peritoneal peritoneum perineum prostate prostrate palpation palpitation perfusion profusion effusion infusion
    diffusion transfusion transduction transfection transcription translation transition transversion transport
    infection injection infarction infraction inspection ingestion inflammation inflation inflection induction
    afferent efferent abduction adduction ablation oblation resection recession
    venous venus viral vital virile fetal fatal neural neutral renal rectal retinal basal nasal facial fascial
    racial costal coastal dental mental mortal morbid humeral humoral tumoral temporal corporal
    arterial atrial arteriole venule macula macule papule papilla pupil pustule
    gastric gastritis hepatic herpetic cystic cytotoxic cytostatic cytolytic cytologic cytokine chemokine
    lytic lymphatic lysis lesion legion elision
    serum sebum semen septum sputum spleen splenic septic sepsis aseptic asepsis
    fever fewer never liver lever lives livid river blood bloom brood brain bran brawn train drain bowel bower
    heart hearth heard death dearth depth lungs lunge skins colon color colony graft grant giant draft donor doner
    tumor tutor rumor humor cells calls cults cello celts title titer tiger white whole while where there three these
    those their other often offer right light night might sight eight weigh weight height first fist fists third
    early yearly lower lover power tower upper supper higher hither after alter later latter former farmer
    within without before below above about along among alone alike acute active native inactive passive
    target targeted marker maker market masker smaller small stall organ organs origin oral aural area aria
    death deaths birth berth breath breadth breathe mouth month months south tooth teeth
    binds blinds bonds bands bound found round sound wound pound block black clock flock stock shock
    pores spores poses cores sores spore store stone tone bone zone shape share shade shave spare space
    patent patient patients parent parents potent patience proton protein proteins portion potion position
    reaction rejection relation section action auction suction fraction friction function junction faction traction
    region religion reagent regent resident president recipient receptor repressor reception recession
    activator activating activated activation inhibitor inhibitory inhibiting inhibited inhibition
    stimulate simulate stimulation simulation stimulus mutation nutation mutilation migration mitigation
    expansion expression extension exertion exhaustion excretion secretion exocytosis endocytosis
    vaccine vaccinia varicella variola rubella rubeola virus virion visions vision version
    deletion depletion deleted depleted deleting depleting completion reduction rejection retention seduction deduction
    evaluation evolution elevation infection injection insertion intention invention induction indication reflection
    autologous autonomous analogous homologous homozygous heterologous heterozygous production protection prediction
    adaptive adoptive additive addictive defect detect deficit serine serpin serpine phosphatase phosphate competent component
    complement conserved converted converged cytopenia decay decoy delay driver divider extensive expensive intensive
    intensity integrity integration interaction mediate meditate medicate mediator persistence resistance resistant
    persistent prospective perspective protective productive preserved presented prevented preventing presenting
    preservation presentation prevention tract track trick trail trial triad stable stale state stage staged staging
    starving starting staining straining sparing sharing relapse release relapsing releasing relapsed released replaced
    reduce refuse reuse generic genetic genomic genome gene genes species specific specified pacific agonist antagonist
    efficacy efficiency efficient deficient deficiency sufficient diagnosis prognosis hypnosis diagnostic prognostic agnostic
    confusion conclusion contusion concussion convulsion conversion conservation concentration consideration
    lymphatics lymphocytic leukocytic monocytic granulocytic erythrocyte erythroid erythema enema edema emesis empyema
    ascites ascitic arrhythmia bradycardia tachycardia tachypnea bradypnea apnea dyspnea orthopnea
    oliguria polyuria anuria dysuria diuresis diabetes diarrhea dialysis paralysis analysis catalysis hydrolysis
    hemolysis hemostasis homeostasis hemorrhage hematoma hepatoma hematuria hematology hepatology
    metastasis metaplasia anaplasia aneuploid anaphase metaphase prophase telophase interphase
    meninges meningitis myelitis myositis mucositis melanosis myelosis enteritis encephalitis colitis cystitis cellulitis
    neoplasm cytoplasm nucleoplasm nephron neuron neutron neuroma glioma fibroma lipoma
    pleural plural neural plasmatic plastic elastic spastic static drastic gastric
    sensitive sensitised specificity sensitivity selective elective effective affective defective infective
    affect effect effects affects effector factor tractor vector sector rector
    donate dominate dominant remnant resident resistant assistant distant instant constant content
    increase decrease disease diseased deceased decease release lease crease grease
    antigenic allergenic allergic androgenic autogenic xenogeneic syngeneic
    cancer canker dancer chancre career carrier barrier courier
    dosage dosing doses noses loses posing passage message massage storage
    median medial radial radical cervical clerical clinical cyclical critical cortical
    proximal distal dorsal dermal thermal normal formal mammal manual
    sterile febrile fertile futile servile fragile friable variable viable
    motile mobile motility mobility morbidity mortality mentality morality vitality virality
    worse worst sores scores stores sparse scarce source course
    tremor terror trigger thrombi thrombosis thrombotic sclerosis scoliosis stenosis stasis
    skull scull scalp scale scales stale vessel vassal lumen linen limen
    single signal signals singles simple sample samples double doubled treble
    weakly weekly daily dairy diary hourly poorly purely surely
    killed billed filled milled skilled spilled
    hosts ghost ghosts posts costs frosts lost last least lasted listed
    anterior interior inferior superior posterior exterior internal interval external abductor adductor metacarpal
    metatarsal glucagon glycogen glucose estradiol estriol aldosterone androsterone progesterone testosterone
    epinephrine norepinephrine ephedrine penicillin penicillamine amoxicillin ampicillin cefazolin cefotaxime ceftazidime
    ceftriaxone cefuroxime cefepime cefixime chlorpromazine chlorpropamide carbamazepine oxcarbazepine clonidine clonazepam
    lorazepam diazepam midazolam fluoxetine fluvoxamine paroxetine duloxetine lamivudine zidovudine lamotrigine metformin
    omeprazole esomeprazole pantoprazole lansoprazole propranolol quinine quinidine sulfadiazine sulfasalazine tramadol
    trazodone erlotinib gefitinib sunitinib sorafenib lapatinib crizotinib ceritinib idelalisib venetoclax navitoclax
    morphine hydromorphone oxycodone hydrocodone codeine ketamine cetirizine sertraline selegiline
    axicabtagene ciltacabtagene idecabtagene lisocabtagene obecabtagene brexucabtagene tisagenlecleucel ciloleucel
    autoleucel vicleucel maraleucel
    """.split()
)
